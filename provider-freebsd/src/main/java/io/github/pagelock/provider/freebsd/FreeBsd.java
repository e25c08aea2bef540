package io.github.pagelock.provider.freebsd;

import io.github.pagelock.posix.Errno;
import java.util.List;

/** The kernel's numbers, the same on amd64 and arm64. Several differ from Linux's. */
final class FreeBsd extends Errno {
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

  /** sys/resource.h: the address space; RLIMIT_AS, 9 on Linux. */
  static final int RLIMIT_VMEM = 10;

  /** sys/mman.h. */
  static final int PROT_NONE = 0;

  /** sys/mman.h. */
  static final int PROT_READ = 1;

  /** sys/mman.h. */
  static final int PROT_WRITE = 2;

  /** sys/mman.h. */
  static final int MAP_PRIVATE = 2;

  /** sys/mman.h; 0x20 on Linux. */
  static final int MAP_ANON = 0x1000;

  /** sys/mman.h: what is in the pages is needed no more; 8 on Linux. */
  static final int MADV_FREE = 5;

  /** sys/mman.h: no core dump gets the pages. */
  static final int MADV_NOCORE = 8;

  /** sys/mman.h: a child of fork reads zeros; FreeBSD 12.0 and later. */
  static final int INHERIT_ZERO = 3;

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

  /** sys/aio.h: it has ended, or was not found by its descriptor. */
  static final int AIO_ALLDONE = 3;

  /** All that are named here. */
  static final List<Integer> ERRNOS =
      List.of(
          EPERM,
          ENOENT,
          EINTR,
          EBADF,
          ENOMEM,
          EACCES,
          EFAULT,
          EINVAL,
          EAGAIN,
          EINPROGRESS,
          ENOSYS,
          ECANCELED,
          ECAPMODE);

  /** An errno's name. */
  static String nameOf(int errno) {
    return switch (errno) {
      case EAGAIN -> "EAGAIN";
      case EINPROGRESS -> "EINPROGRESS";
      case ENOSYS -> "ENOSYS";
      case ECANCELED -> "ECANCELED";
      case ECAPMODE -> "ECAPMODE";
      default -> commonName(errno);
    };
  }

  private FreeBsd() {}
}
