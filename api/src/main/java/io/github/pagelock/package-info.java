/**
 * For programs: keeps ranges of memory in RAM. Begin with {@link
 * io.github.pagelock.PageLocker#system()}; what it locks stays so until the handle is closed.
 *
 * {@snippet class="io.github.pagelock.it.ReadmeExample" region="lock"}
 *
 * <table class="striped">
 * <caption>What to begin with</caption>
 * <thead>
 * <tr><th scope="col">To</th><th scope="col">use</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>lock a buffer, or memory at an address</td><td>{@link io.github.pagelock.PageLocker#lock(java.nio.ByteBuffer) PageLocker.lock}, {@link io.github.pagelock.MemoryRange#ofAddress MemoryRange.ofAddress}; the handle is a {@link io.github.pagelock.LockedRange}</td></tr>
 * <tr><td>lock much without waiting for it</td><td>{@link io.github.pagelock.PageLocker#lockAsync(java.nio.ByteBuffer) lockAsync}: a {@link io.github.pagelock.PendingLock} has progress, cancel and an end</td></tr>
 * <tr><td>have memory for a key</td><td>{@link io.github.pagelock.PageLocker#allocate(long) allocate}: a {@link io.github.pagelock.LockedMemory} is born locked, and wiped at its end</td></tr>
 * <tr><td>lock the whole process</td><td>{@link io.github.pagelock.PageLocker#lockProcess(ProcessScope, LockMode) lockProcess}</td></tr>
 * <tr><td>know beforehand whether a lock would fail</td><td>{@link io.github.pagelock.PageLocker#diagnose(long) diagnose}: a {@link io.github.pagelock.Diagnosis} has the cause and the cure</td></tr>
 * <tr><td>run without locks where there can be none</td><td>{@link io.github.pagelock.LockPolicy#BEST_EFFORT BEST_EFFORT}, by {@link io.github.pagelock.PageLocker#builder() builder}</td></tr>
 * <tr><td>ask the kernel what is true now</td><td>{@link io.github.pagelock.LockedRange#verify() verify}, {@link io.github.pagelock.PageLocker#residency(MemoryRange) residency}</td></tr>
 * <tr><td>watch it from outside</td><td>{@link io.github.pagelock.PageLocker#statistics() statistics}, and events for the JDK Flight Recorder</td></tr>
 * </tbody>
 * </table>
 *
 * <p>A lock that fails throws {@link io.github.pagelock.PageLockException}, with its cause, the
 * limits and the cure, and leaves no page locked that was not locked before. Locks nest: a page
 * stays locked until the last handle on it is closed. What the system cannot do is missing from
 * {@link io.github.pagelock.PageLocker#capabilities()}, and throws.
 *
 * <p>A provider for the operating system has to be on the class path or module path as well.
 *
 * <p>All byte counts are in bytes, all addresses are virtual addresses of this process. Every type
 * is safe for use by several threads unless its documentation says otherwise.
 */
@NullMarked
package io.github.pagelock;

import org.jspecify.annotations.NullMarked;
