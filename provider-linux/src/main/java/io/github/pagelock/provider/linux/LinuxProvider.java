package io.github.pagelock.provider.linux;

import io.github.pagelock.PageLockException;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.provider.linux.libc.FfmLibC;
import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Locks memory with Linux's mlock, mlock2 and munlock. Found by {@link java.util.ServiceLoader}
 * under the name {@code linux}, with priority 100.
 *
 * <p>Needs a 64-bit JVM and JNA. Memory of a kind that Linux never locks (device memory,
 * MAP_DROPPABLE) is accepted by the kernel's call without being marked locked; {@link
 * io.github.pagelock.LockedRange#verify()} says so. Huge pages of hugetlbfs are not marked either,
 * and are LOCKED: they never leave RAM. So is memory of memfd_secret, if it is resident.
 *
 * <p>Files are read in before they are locked, since Linux 5.14: mlock never returns from a page
 * that cannot be read.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
 *     mlock</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">Linux mlock(2)</a>
 */
public final class LinuxProvider implements PageLockProvider {
  private static final AtomicBoolean REHEARSED = new AtomicBoolean();
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
            System.getProperty("os.name", ""),
            System.getProperty("sun.arch.data.model", ""),
            System.getProperty("os.arch", ""));
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
    NativeAccess.require(availability());
    LinuxPageOperations operations =
        new LinuxPageOperations(
            Holder.LIBC.library(), Holder.PROC, Holder.PRIVILEGES, Holder.CIRCUMSTANCES);
    if (!REHEARSED.getAndSet(true)) {
      operations.rehearseUnlocking();
    }
    return operations;
  }

  private static final class Holder {
    // Not JnaLibC::load, which links that class here, where nobody says that JNA is missing.
    static final NativeAccess<LibC> LIBC =
        NativeAccess.load(LinuxProvider.class, () -> FfmLibC.load(), () -> JnaLibC.load());
    static final ProcFs PROC = ProcFs.ofThisSystem();
    static final Privileges PRIVILEGES = new Privileges(PROC);
    static final Circumstances CIRCUMSTANCES = Circumstances.ofThisProcess(PROC, PRIVILEGES);
  }
}
