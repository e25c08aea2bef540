package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.provider.freebsd.libc.FfmLibC;
import io.github.pagelock.provider.freebsd.libc.JnaLibC;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Locks memory with FreeBSD's mlock and munlock, asynchronously with aio_mlock. Found by {@link
 * java.util.ServiceLoader} under the name {@code freebsd}, with priority 100.
 *
 * <p>Needs FreeBSD 12.1 or later on amd64 or arm64, and JNA. What differs from other systems:
 *
 * <ul>
 *   <li>RLIMIT_MEMLOCK binds root too.
 *   <li>Locking a page again is charged again, so there is no RELOCK_IS_FREE: memory that is
 *       unmapped and replaced before {@link io.github.pagelock.LockedRange#close()} voids later
 *       locks on the same addresses.
 *   <li>{@link io.github.pagelock.LockedRange#verify()} asks for the kernel's map of the process,
 *       which tells what is locked. Without it (in capability mode) there is no VERIFY, and what is
 *       locked already is unknown.
 *   <li>By default (vm.mincore_mapped) a page counts as resident that this process has mapped in.
 *   <li>ON_FAULT and SECRET_MEMORY do not exist.
 *   <li>{@link io.github.pagelock.LockedMemory} is left out of core dumps by MADV_NOCORE and read
 *       as zeros by a child of fork by minherit with INHERIT_ZERO, which {@link
 *       io.github.pagelock.LockedMemory#verify()} cannot tell: no call asks for it.
 *   <li>Asynchronous locks use at most half of the requests that the kernel takes from a process
 *       (vfs.aio.max_aio_queue_per_proc), each for at most 16 MiB, because a running one holds up
 *       every mprotect and fork of the process; -Dio.github.pagelock.freebsd.requestBytes sets
 *       another size in bytes. Where AIO cannot be used there is no NATIVE_ASYNC, and they go by
 *       threads.
 * </ul>
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
 *     mlock</a>
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mlock">FreeBSD mlock(2)</a>
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_mlock&amp;sektion=2">FreeBSD
 *     aio_mlock(2)</a>
 */
public final class FreeBsdProvider implements PageLockProvider {
  private static final int PRIORITY = 100;

  /** The architectures whose structures are known; Java and FreeBSD name them differently. */
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64", "arm64");

  private final Supplier<Availability> suitable;
  private final Supplier<NativeAccess<LibC>> libc;
  private final Supplier<PageOperations> operations;

  /** Loads nothing: that begins with {@link #availability()}. */
  public FreeBsdProvider() {
    this(
        () -> suitable(System.getProperty("os.name", ""), System.getProperty("os.arch", "")),
        () -> Holder.LIBC,
        () -> Opened.OPERATIONS.get());
  }

  private FreeBsdProvider(
      Supplier<Availability> suitable,
      Supplier<NativeAccess<LibC>> libc,
      Supplier<PageOperations> operations) {
    this.suitable = suitable;
    this.libc = libc;
    this.operations = operations;
  }

  /** For tests: on any system, with another library that has FreeBSD's calls. */
  static FreeBsdProvider on(Path library) {
    return on(library, UnaryOperator.identity());
  }

  static FreeBsdProvider on(Path library, UnaryOperator<AioSettings> change) {
    NativeAccess<LibC> access = load(() -> FfmLibC.load(library), () -> JnaLibC.load(library));
    return new FreeBsdProvider(
        Availability::available,
        () -> access,
        () -> new FreeBsdPageOperations(access.library(), change));
  }

  private static NativeAccess<LibC> load(Supplier<LibC> byFfm, Supplier<LibC> byJna) {
    return NativeAccess.load(FreeBsdProvider.class, byFfm, byJna);
  }

  @Override
  public String name() {
    return "freebsd";
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public Availability availability() {
    Availability ofSystem = suitable.get();
    return ofSystem.isAvailable() ? libc.get().availability() : ofSystem;
  }

  /** Whether this JVM can run the provider at all, found out without native code. */
  static Availability suitable(String osName, String architecture) {
    if (!osName.equals("FreeBSD")) {
      return Availability.unavailable("this is " + osName + ", and the provider is for FreeBSD");
    }
    if (!ARCHITECTURES.contains(architecture)) {
      return Availability.unavailable(
          "this is FreeBSD on "
              + architecture
              + ", and the layouts of its structures are known on amd64 and arm64 only");
    }
    return Availability.available();
  }

  /**
   * Opens the way to the kernel, once for all lockers.
   *
   * @return operations, used by several threads at once
   * @throws PageLockException UNSUPPORTED if this provider is not available
   */
  @Override
  public PageOperations open() {
    NativeAccess.require(availability());
    return operations.get();
  }

  private static final class Holder {
    static final NativeAccess<LibC> LIBC = load(() -> FfmLibC.load(), () -> JnaLibC.load());
  }

  private static final class Opened {
    static final OpenedOnce OPERATIONS =
        new OpenedOnce(() -> new FreeBsdPageOperations(Holder.LIBC.library()));
  }
}
