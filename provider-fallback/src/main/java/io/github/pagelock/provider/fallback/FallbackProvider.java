package io.github.pagelock.provider.fallback;

import io.github.pagelock.PageLockException;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.provider.fallback.libc.FfmLibC;
import io.github.pagelock.provider.fallback.libc.JnaLibC;
import io.github.pagelock.provider.fallback.libc.LibC;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Locks memory with POSIX mlock and munlock from the C library of whatever Unix this is. Found by
 * {@link java.util.ServiceLoader} under the name {@code fallback}, with priority 10: it is chosen
 * where no provider for the operating system is available.
 *
 * <p>Needs a 64-bit JVM and JNA. It asks only what the system can be asked, so its capabilities
 * differ:
 *
 * <ul>
 *   <li>LIMITS where RLIMIT_MEMLOCK exists and its number is known (Linux, FreeBSD, DragonFly BSD,
 *       OpenBSD, macOS): the soft and the hard limit. What is locked already, and whether a
 *       privilege exempts from the limit, is not told; a lock above the limit is refused by the
 *       kernel.
 *   <li>RESIDENCY on FreeBSD, Solaris and illumos, where mincore tells the truth. By FreeBSD's
 *       default (vm.mincore_mapped) a page counts that this process has mapped in.
 *   <li>RELOCK_IS_FREE on Linux.
 *   <li>VERIFY nowhere: that a page is locked shows only in msync with MS_INVALIDATE, which may
 *       drop pages of a file outside of Linux. ON_FAULT nowhere: it is not in POSIX.
 * </ul>
 *
 * <p>After an ENOMEM, which is a hole or a limit, and beyond a hole that an unlock met, one byte of
 * each page in question is written to a pipe and taken out again: that fails exactly where the page
 * cannot be read, and changes nothing but that the page may become resident.
 *
 * <p>macOS counts locks of a page made by others in the same process, and an unlock takes one off;
 * everywhere else it takes all.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
 *     mlock</a>
 */
public final class FallbackProvider implements PageLockProvider {
  private static final AtomicBoolean REHEARSED = new AtomicBoolean();
  private static final int PRIORITY = 10;

  /** Loads nothing: that begins with {@link #availability()}. */
  public FallbackProvider() {}

  @Override
  public String name() {
    return "fallback";
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public Availability availability() {
    String unsuitable =
        unsuitable(
            System.getProperty("os.name", ""), System.getProperty("sun.arch.data.model", ""));
    return unsuitable.isEmpty() ? Holder.LIBC.availability() : Availability.unavailable(unsuitable);
  }

  /** Why this JVM cannot run the provider, in a sentence; empty if it can. */
  static String unsuitable(String osName, String dataModel) {
    if (osName.toLowerCase(Locale.ROOT).startsWith("windows")) {
      return "this is " + osName + ", which has no mlock";
    }
    return NativeAccess.unsuitable(dataModel);
  }

  /**
   * Opens the way to the kernel.
   *
   * @return operations, used by several threads at once
   * @throws PageLockException UNSUPPORTED if this provider is not available
   */
  @Override
  public PageOperations open() {
    NativeAccess.require(availability());
    UnixSystem system =
        UnixSystem.of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    FallbackPageOperations operations = new FallbackPageOperations(Holder.LIBC.library(), system);
    if (!REHEARSED.getAndSet(true)) {
      operations.rehearseUnlocking();
    }
    return operations;
  }

  private static final class Holder {
    // Not JnaLibC::load, which links that class here, where nobody says that JNA is missing.
    static final NativeAccess<LibC> LIBC =
        NativeAccess.load(FallbackProvider.class, () -> FfmLibC.load(), () -> JnaLibC.load());
  }
}
