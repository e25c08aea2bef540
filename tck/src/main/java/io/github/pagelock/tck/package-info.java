/**
 * The conformance kit: every rule of a lock as a test, on anyone's provider. Begin with a class
 * that extends {@link io.github.pagelock.tck.PageLockConformance}, and supply a provider, and where
 * possible {@linkplain io.github.pagelock.tck.TestMemory memory} and an {@linkplain
 * io.github.pagelock.tck.LockOracle oracle}, which tells what is locked by another way.
 *
 * {@snippet class="org.example.guest.GuestConformanceTest" region="kit"}
 *
 * <p>What a missing capability, oracle or feature of the memory excludes is an aborted assumption
 * that says so, never absent or passed.
 *
 * <p>For tests of programs, not of providers: {@link io.github.pagelock.tck.RecordingProvider}
 * keeps the calls of a provider, and makes them fail, wait or stop on purpose.
 */
@NullMarked
package io.github.pagelock.tck;

import org.jspecify.annotations.NullMarked;
