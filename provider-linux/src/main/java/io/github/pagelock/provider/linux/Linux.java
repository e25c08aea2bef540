package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Errno;

/** The kernel's numbers, the same on x86-64, aarch64 and riscv64. */
final class Linux extends Errno {
  /** asm-generic/errno-base.h. */
  static final int EAGAIN = 11;

  /** asm-generic/errno-base.h. */
  static final int ENOTTY = 25;

  /** asm-generic/errno.h. */
  static final int ENOSYS = 38;

  /** asm-generic/errno.h. */
  static final int ECANCELED = 125;

  /** asm-generic/errno.h: a page of broken memory. */
  static final int EHWPOISON = 133;

  /** linux/magic.h, f_type of statfs. */
  static final long TMPFS_MAGIC = 0x0102_1994;

  /** linux/magic.h, f_type of statfs. */
  static final long HUGETLBFS_MAGIC = 0x9584_58f6L;

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

  /** An errno's name. */
  static String nameOf(int errno) {
    return switch (errno) {
      case EAGAIN -> "EAGAIN";
      case ENOSYS -> "ENOSYS";
      case EHWPOISON -> "EHWPOISON";
      default -> commonName(errno);
    };
  }

  private Linux() {}
}
