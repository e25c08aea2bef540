package io.github.pagelock.provider.freebsd;

/** The kernel's numbers, the same on amd64 and arm64. Several differ from Linux's. */
final class FreeBsd {
  /** sys/errno.h. */
  static final int EPERM = 1;

  /** sys/errno.h. */
  static final int ENOENT = 2;

  /** sys/errno.h. */
  static final int EINTR = 4;

  /** sys/errno.h. */
  static final int EBADF = 9;

  /** sys/errno.h. */
  static final int ENOMEM = 12;

  /** sys/errno.h. */
  static final int EFAULT = 14;

  /** sys/errno.h. */
  static final int EINVAL = 22;

  /** sys/errno.h; 11 on Linux. */
  static final int EAGAIN = 35;

  /** sys/errno.h; 115 on Linux. */
  static final int EINPROGRESS = 36;

  /** sys/errno.h; 38 on Linux. */
  static final int ENOSYS = 78;

  /** sys/errno.h; 125 on Linux. */
  static final int ECANCELED = 85;

  /** sys/errno.h: a call that a process in capability mode may not make. */
  static final int ECAPMODE = 94;

  /** sys/resource.h; 8 on Linux. */
  static final int RLIMIT_MEMLOCK = 6;

  /** sys/resource.h; ~0 on Linux. */
  static final long RLIM_INFINITY = Long.MAX_VALUE;

  /** sys/mman.h: the bit of mincore's answer. */
  static final int MINCORE_INCORE = 1;

  /** sys/sysctl.h. */
  static final int CTL_KERN = 1;

  /** sys/sysctl.h. */
  static final int KERN_PROC = 14;

  /** sys/sysctl.h. */
  static final int KERN_PROC_VMMAP = 32;

  /** sys/signal.h. */
  static final int SIGEV_KEVENT = 3;

  /** sys/event.h. */
  static final short EVFILT_AIO = -3;

  /** sys/event.h. */
  static final short EV_ONESHOT = 0x10;

  /** sys/aio.h: it was queued and will not run. */
  static final int AIO_CANCELED = 1;

  /** sys/aio.h: it runs. */
  static final int AIO_NOTCANCELED = 2;

  /** sys/aio.h: it has ended, or was not found by its descriptor. */
  static final int AIO_ALLDONE = 3;

  /** An errno's name. */
  static String nameOf(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case EINTR -> "EINTR";
      case EBADF -> "EBADF";
      case ENOMEM -> "ENOMEM";
      case EFAULT -> "EFAULT";
      case EINVAL -> "EINVAL";
      case EAGAIN -> "EAGAIN";
      case EINPROGRESS -> "EINPROGRESS";
      case ENOSYS -> "ENOSYS";
      case ECANCELED -> "ECANCELED";
      case ECAPMODE -> "ECAPMODE";
      default -> "errno " + errno;
    };
  }

  private FreeBsd() {}
}
