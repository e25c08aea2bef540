package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Errno;
import java.util.stream.Stream;

/**
 * The kernel's numbers, the same on all processors but those of {@link #hasOtherNumbers}; where a
 * number differs on one of the others, it is asked for by the processor.
 */
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

  /** asm-generic/errno-base.h: the system has no descriptor left. */
  static final int ENFILE = 23;

  /** asm-generic/errno-base.h: the process has no descriptor left. */
  static final int EMFILE = 24;

  /** asm-generic/errno-base.h: of lseek, nothing of the kind behind the offset. */
  static final int ENXIO = 6;

  /** asm-generic/errno-base.h: of mmap, the file system cannot. */
  static final int ENODEV = 19;

  /** asm-generic/errno-base.h: a name goes through a file that is no directory. */
  static final int ENOTDIR = 20;

  /** linux/fs.h. */
  static final int SEEK_END = 2;

  /** linux/fs.h: the next byte that is in no hole. */
  static final int SEEK_DATA = 3;

  /** linux/fs.h: the next hole. */
  static final int SEEK_HOLE = 4;

  /** linux/stat.h: what stat tells. */
  static final int STATX_BASIC_STATS = 0x7ff;

  /** linux/stat.h: what of a mode tells the kind. */
  static final int S_IFMT = 0xf000;

  /** linux/stat.h: a regular file. */
  static final int S_IFREG = 0x8000;

  /** linux/stat.h: a block device. */
  static final int S_IFBLK = 0x6000;

  /** linux/stat.h: a directory. */
  static final int S_IFDIR = 0x4000;

  /** linux/stat.h: a symbolic link. */
  static final int S_IFLNK = 0xa000;

  /** linux/magic.h, f_type of statfs. */
  static final long TMPFS_MAGIC = 0x0102_1994;

  /** linux/magic.h, f_type of statfs. */
  static final long HUGETLBFS_MAGIC = 0x9584_58f6L;

  /** linux/fadvise.h: POSIX_FADV_DONTNEED. */
  static int fadviseDontNeed(String arch) {
    return arch.equals("s390x") ? 6 : 4;
  }

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

  /** asm-generic/resource.h: private memory that may be written. */
  static final int RLIMIT_DATA = 2;

  /** asm-generic/resource.h: address space. */
  static final int RLIMIT_AS = 9;

  /** asm-generic/mman-common.h. */
  static final int PROT_NONE = 0;

  /** asm-generic/mman-common.h. */
  static final int PROT_READ = 1;

  /** asm-generic/mman-common.h. */
  static final int PROT_WRITE = 2;

  /** linux/mman.h. */
  static final int MAP_SHARED = 1;

  /** linux/mman.h. */
  static final int MAP_PRIVATE = 2;

  /** asm-generic/mman-common.h; another number on alpha, mips, parisc and xtensa. */
  static final int MAP_ANONYMOUS = 0x20;

  /** asm-generic/mman-common.h, since 4.17: at this address, unless something is mapped there. */
  static final int MAP_FIXED_NOREPLACE = 0x10_0000;

  /** asm-generic/mman-common.h: counts nothing against the commit limit. */
  private static final int MAP_NORESERVE = 0x4000;

  /** arch/powerpc/include/uapi/asm/mman.h. */
  private static final int MAP_NORESERVE_POWERPC = 0x40;

  /** asm-generic/mman-common.h: the pages may go, and read as zeros then. */
  static final int MADV_DONTNEED = 4;

  /** asm-generic/mman-common.h: a child of fork does not have the memory. */
  static final int MADV_DONTFORK = 10;

  /** asm-generic/mman-common.h: core dumps leave it out. */
  static final int MADV_DONTDUMP = 16;

  /** asm-generic/mman-common.h, since 4.14: a child of fork reads zeros there. */
  static final int MADV_WIPEONFORK = 18;

  /** asm-generic/mman.h: what is mapped now. */
  private static final int MCL_CURRENT = 1;

  /** asm-generic/mman.h: what will be mapped. */
  private static final int MCL_FUTURE = 2;

  /** asm-generic/mman.h, since 4.4: from the first touch on. */
  private static final int MCL_ONFAULT = 4;

  /** uapi/asm/mman.h of powerpc: 0x2000, 0x4000, 0x8000. */
  private static final int MCL_SHIFT = 13;

  /**
   * Whether errno, resource limits and flags of open and mmap have other numbers there.
   *
   * @param architecture as Java names it
   * @see <a href="https://github.com/torvalds/linux/tree/master/arch">arch/mips, alpha, sparc,
   *     parisc: include/uapi/asm</a>
   */
  static boolean hasOtherNumbers(String architecture) {
    return Stream.of("mips", "alpha", "sparc", "parisc", "hppa").anyMatch(architecture::startsWith);
  }

  /**
   * The flags of mlockall.
   *
   * @param architecture as Java names it
   * @return their sum
   */
  static int mcl(String architecture, boolean current, boolean future, boolean onFault) {
    int flags =
        (current ? MCL_CURRENT : 0) | (future ? MCL_FUTURE : 0) | (onFault ? MCL_ONFAULT : 0);
    return architecture.startsWith("ppc") ? flags << MCL_SHIFT : flags;
  }

  /**
   * MAP_NORESERVE.
   *
   * @param architecture as Java names it
   * @return its number; negative where the numbers of mmap are not known to be those of this class
   */
  static int mapNoReserve(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64", "aarch64", "riscv64", "s390x", "loongarch64" -> MAP_NORESERVE;
      case "ppc64le" -> MAP_NORESERVE_POWERPC;
      default -> -1;
    };
  }

  /** An errno's name. */
  static String nameOf(int errno) {
    return switch (errno) {
      case EAGAIN -> "EAGAIN";
      case ENXIO -> "ENXIO";
      case ENODEV -> "ENODEV";
      case ENOTDIR -> "ENOTDIR";
      case ENFILE -> "ENFILE";
      case EMFILE -> "EMFILE";
      case ENOSYS -> "ENOSYS";
      case EHWPOISON -> "EHWPOISON";
      default -> commonName(errno);
    };
  }

  private Linux() {}
}
