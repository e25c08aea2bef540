/**
 * For providers: {@link io.github.pagelock.spi.PageLockProvider} is found by {@link
 * java.util.ServiceLoader}; what it opens, {@link io.github.pagelock.spi.PageOperations}, asks the
 * operating system.
 *
 * <p>A provider never counts locks: the ledger above it calls it only where the kernel has to be
 * asked, for whole pages, for at most a chunk at a time.
 */
@NullMarked
package io.github.pagelock.spi;

import org.jspecify.annotations.NullMarked;
