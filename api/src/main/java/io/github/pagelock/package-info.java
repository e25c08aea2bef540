/**
 * For users: {@link io.github.pagelock.PageLocker} locks a {@link io.github.pagelock.MemoryRange}
 * and gives a {@link io.github.pagelock.LockedRange} to close.
 *
 * <p>All byte counts are in bytes, all addresses are virtual addresses of this process. Every type
 * is safe for use by several threads unless its documentation says otherwise.
 */
@NullMarked
package io.github.pagelock;

import org.jspecify.annotations.NullMarked;
