package io.github.pagelock.provider.linux;

import io.github.pagelock.PageLockException;
import io.github.pagelock.jna.NativeAccess;
import io.github.pagelock.provider.linux.jna.JnaLibC;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;

/**
 * Locks memory with Linux's mlock, mlock2 and munlock. Found by {@link java.util.ServiceLoader}
 * under the name {@code linux}, with priority 100.
 *
 * <p>Needs a 64-bit JVM and JNA. Memory of a kind that Linux never pages out or never locks
 * (hugetlb, device memory, MAP_DROPPABLE) is accepted by the kernel's call without being marked
 * locked; {@link io.github.pagelock.LockedRange#verify()} says so.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
 *     mlock</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">Linux mlock(2)</a>
 */
public final class LinuxProvider implements PageLockProvider {
  private static final int PRIORITY = 100;

  /** Loads nothing: that begins with {@link #availability()}. */
  public LinuxProvider() {}

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public Availability availability() {
    String unsuitable =
        Platform.unsuitable(
            System.getProperty("os.name", ""), System.getProperty("sun.arch.data.model", ""));
    return unsuitable.isEmpty() ? Holder.LIBC.availability() : Availability.unavailable(unsuitable);
  }

  /**
   * Opens the way to the kernel.
   *
   * @return operations, used by several threads at once
   * @throws PageLockException UNSUPPORTED if this provider is not available
   */
  @Override
  public PageOperations open() {
    Availability availability = availability();
    if (!availability.isAvailable()) {
      throw NativeAccess.unsupported(availability.reason());
    }
    return new LinuxPageOperations(Holder.LIBC.library(), ProcFs.ofThisSystem());
  }

  private static final class Holder {
    static final NativeAccess<LibC> LIBC =
        NativeAccess.load(LinuxProvider.class, "pagelock-provider-linux", JnaLibC::load);
  }
}
