package io.github.pagelock.provider.linux;

/** The kernel's numbers, the same on x86-64, aarch64 and riscv64. */
final class Linux {
  /** asm-generic/errno-base.h. */
  static final int EPERM = 1;

  /** asm-generic/errno-base.h. */
  static final int EINTR = 4;

  /** asm-generic/errno-base.h. */
  static final int ENOENT = 2;

  /** asm-generic/errno-base.h. */
  static final int EIO = 5;

  /** asm-generic/errno-base.h. */
  static final int EAGAIN = 11;

  /** asm-generic/errno-base.h. */
  static final int ENOMEM = 12;

  /** asm-generic/errno-base.h. */
  static final int EACCES = 13;

  /** asm-generic/errno-base.h. */
  static final int EFAULT = 14;

  /** asm-generic/errno-base.h. */
  static final int EBUSY = 16;

  /** asm-generic/errno-base.h. */
  static final int EINVAL = 22;

  /** asm-generic/errno.h. */
  static final int ENOSYS = 38;

  /** asm-generic/mman-common.h: lock each page from its first touch on. */
  static final int MLOCK_ONFAULT = 1;

  /** asm-generic/mman-common.h: fails with EBUSY exactly when a mapping is locked. */
  static final int MS_INVALIDATE = 2;

  /** asm-generic/mman-common.h, since 5.14: makes pages resident as reading them does. */
  static final int MADV_POPULATE_READ = 22;

  /** asm-generic/mman-common.h, since 5.14: makes pages resident as writing to them does. */
  static final int MADV_POPULATE_WRITE = 23;

  /** asm-generic/resource.h; 6 on FreeBSD and macOS. */
  static final int RLIMIT_MEMLOCK = 8;

  /** bits/confname.h of glibc, unistd.h of musl. */
  static final int SC_PAGESIZE = 30;

  /** linux/capability.h: the bit that exempts from ownership checks, mincore's too. */
  static final int CAP_FOWNER = 3;

  /** linux/capability.h: the bit that exempts from RLIMIT_MEMLOCK. */
  static final int CAP_IPC_LOCK = 14;

  /** An errno's name. */
  static String nameOf(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case EINTR -> "EINTR";
      case ENOENT -> "ENOENT";
      case EIO -> "EIO";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case EFAULT -> "EFAULT";
      case EBUSY -> "EBUSY";
      case EINVAL -> "EINVAL";
      case ENOSYS -> "ENOSYS";
      default -> "errno " + errno;
    };
  }

  private Linux() {}
}
