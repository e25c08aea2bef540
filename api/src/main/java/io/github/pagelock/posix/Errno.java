package io.github.pagelock.posix;

/**
 * The errors that have the same number on every Unix, since Version 7: sys/errno.h of FreeBSD,
 * asm-generic/errno-base.h of Linux. A system adds its own: EAGAIN, and all above 34, differ.
 */
public abstract class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such file or name. */
  public static final int ENOENT = 2;

  /** A signal came in between. */
  public static final int EINTR = 4;

  /** Input or output failed. */
  public static final int EIO = 5;

  /** No such descriptor. */
  public static final int EBADF = 9;

  /** No memory, a hole, or a limit. */
  public static final int ENOMEM = 12;

  /** Access not allowed. */
  public static final int EACCES = 13;

  /** An address that cannot be read or written. */
  public static final int EFAULT = 14;

  /** In use. */
  public static final int EBUSY = 16;

  /** An argument that the call does not know. */
  public static final int EINVAL = 22;

  /** There is none: a system extends it to have its constants beside its own. */
  protected Errno() {}

  /**
   * An errno's name.
   *
   * @param errno any system's
   * @return such as ENOMEM, or the number if it is none of these
   */
  protected static String commonName(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case EINTR -> "EINTR";
      case EIO -> "EIO";
      case EBADF -> "EBADF";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case EFAULT -> "EFAULT";
      case EBUSY -> "EBUSY";
      case EINVAL -> "EINVAL";
      default -> "errno " + errno;
    };
  }
}
