/**
 * The conformance kit: extend {@link io.github.pagelock.tck.PageLockConformance}, supply a
 * provider, and where possible memory and an oracle. What a missing capability, oracle or feature
 * of the memory excludes is an aborted assumption that says so, never absent or passed.
 */
@NullMarked
package io.github.pagelock.tck;

import org.jspecify.annotations.NullMarked;
