/**
 * For providers: {@link io.github.pagelock.spi.PageLockProvider} is found by {@link
 * java.util.ServiceLoader}; what it opens, {@link io.github.pagelock.spi.PageOperations}, asks the
 * operating system. Who only locks memory needs nothing of this package.
 *
 * <table class="striped">
 * <caption>What to begin with</caption>
 * <thead>
 * <tr><th scope="col">To</th><th scope="col">implement</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>lock ranges of addresses</td><td>{@link io.github.pagelock.spi.PageOperations#pageSize() pageSize}, {@link io.github.pagelock.spi.PageOperations#lock(long, long) lock} and {@link io.github.pagelock.spi.PageOperations#unlock(long, long) unlock}; the rest has defaults, and is said in {@link io.github.pagelock.spi.PageOperations#capabilities() capabilities}</td></tr>
 * <tr><td>say what went wrong</td><td>{@link io.github.pagelock.spi.LockFailure}, {@link io.github.pagelock.spi.PageDiagnoses}, {@link io.github.pagelock.spi.LimitNumbers}</td></tr>
 * <tr><td>put a policy around another provider</td><td>{@link io.github.pagelock.spi.ForwardingOperations}</td></tr>
 * <tr><td>make pages resident step by step</td><td>{@link io.github.pagelock.spi.Populator}</td></tr>
 * <tr><td>use the queue of an operating system</td><td>{@link io.github.pagelock.spi.LockQueue}</td></tr>
 * <tr><td>have memory of its own, for {@link io.github.pagelock.LockedMemory}</td><td>{@link io.github.pagelock.spi.MemoryMapper}</td></tr>
 * <tr><td>map files</td><td>{@link io.github.pagelock.spi.FileMapper}</td></tr>
 * <tr><td>lock the whole process</td><td>{@link io.github.pagelock.spi.ProcessLocking}</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Beside its operations a provider is four methods.
 *
 * {@snippet class="org.example.guest.GuestProvider" region="provider"}
 *
 * <p>A provider never counts locks: the ledger above it calls it only where the kernel has to be
 * asked, for whole pages, for at most a chunk at a time, and from several threads at once. {@code
 * pagelock-tck} tests it, rule by rule.
 */
@NullMarked
package io.github.pagelock.spi;

import org.jspecify.annotations.NullMarked;
