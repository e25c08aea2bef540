package io.github.pagelock.posix;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.ProcessLocking;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Locks the whole process as POSIX has it: mlockall and munlockall, each of which the process
 * stands still for as long as it takes.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlockall.html">POSIX
 *     mlockall</a>
 */
public final class OneCallProcess implements ProcessLocking {
  /** sys/mman.h of FreeBSD, OpenBSD and illumos, asm-generic/mman.h of Linux. */
  private static final int MCL_CURRENT = 1;

  /** As {@link #MCL_CURRENT}. */
  private static final int MCL_FUTURE = 2;

  private final Posix libc;
  private final LongSupplier mappedBytes;
  private final IntFunction<PageLockException> failures;
  private final IntFunction<String> names;

  /**
   * Binds it to a system that has these numbers.
   *
   * @param libc the C library
   * @param mappedBytes what {@link #mappedBytes} tells
   * @param failures what an errno of mlockall means
   * @param names an errno's name
   */
  public OneCallProcess(
      Posix libc,
      LongSupplier mappedBytes,
      IntFunction<PageLockException> failures,
      IntFunction<String> names) {
    this.libc = libc;
    this.mappedBytes = mappedBytes;
    this.failures = failures;
    this.names = names;
  }

  /**
   * Whether there is such a call that does something. Asks for nothing at all, which is EINVAL, or
   * EPERM where the privilege is looked at first; macOS has the name only (ENOSYS).
   *
   * @param libc the C library
   * @return false where it does not exist, or lacks the symbol
   */
  public static boolean isThere(Posix libc) {
    try {
      int errno = libc.mlockall(0);
      return errno == Errno.EINVAL || errno == Errno.EPERM;
    } catch (UnsatisfiedLinkError noSuchSymbol) {
      return false;
    }
  }

  @Override
  public long mappedBytes() {
    return mappedBytes.getAsLong();
  }

  @Override
  public void lockAll(boolean current, boolean future) {
    int errno = libc.mlockall((current ? MCL_CURRENT : 0) | (future ? MCL_FUTURE : 0));
    if (errno != 0) {
      throw failures.apply(errno);
    }
  }

  @Override
  public void unlockAll() {
    int errno = libc.munlockall();
    if (errno != 0) {
      throw LockFailure.of(Reason.UNLOCK_FAILED, "munlockall", 0, 0)
          .errno(errno, names.apply(errno))
          .because("the system refused it")
          .build();
    }
  }
}
