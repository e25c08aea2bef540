package io.github.pagelock.provider.fallback;

import java.util.Locale;

/**
 * What differs from system to system: the numbers, those of jnr-constants, which has taken them
 * from each system's headers, and how far its calls can be trusted, from its manual and its source.
 * What is not known of a system is absent here, never another system's.
 */
enum UnixSystem {
  /** Every 64-bit architecture of asm-generic/errno.h and asm-generic/resource.h. */
  LINUX("Linux", Errnos.LINUX, 8),
  /** Has numbers of its own: RLIMIT_MEMLOCK is 9. */
  LINUX_MIPS("Linux on MIPS", Errnos.LINUX_MIPS, 9),
  FREEBSD("FreeBSD", Errnos.FREEBSD, 6),
  DRAGONFLY("DragonFly BSD", Errnos.DRAGONFLY, 6),
  OPENBSD("OpenBSD", Errnos.OPENBSD, 6),
  MACOS("macOS", Errnos.MACOS, 6),
  /** Solaris and illumos; the limit is a resource control, not an rlimit. */
  SUNOS("SunOS", Errnos.SUNOS, UnixSystem.UNKNOWN),
  /** Has no RLIMIT_MEMLOCK and no mincore. */
  AIX("AIX", Errnos.AIX, UnixSystem.UNKNOWN),
  /** No number is known. */
  OTHER("this system", "", UnixSystem.UNKNOWN);

  /** The answer for a number that is not known. */
  static final int UNKNOWN = -1;

  private final String label;
  private final String errnos;
  private final int rlimitMemlock;

  UnixSystem(String label, String errnos, int rlimitMemlock) {
    this.label = label;
    this.errnos = errnos;
    this.rlimitMemlock = rlimitMemlock;
  }

  /** Which system this is, by the names that the JVM gives it. */
  static UnixSystem of(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "linux" -> ofLinux(osArch.toLowerCase(Locale.ROOT));
      case "freebsd" -> FREEBSD;
      case "dragonfly", "dragonflybsd" -> DRAGONFLY;
      case "openbsd" -> OPENBSD;
      case "mac os x", "darwin" -> MACOS;
      case "sunos" -> SUNOS;
      case "aix" -> AIX;
      default -> OTHER;
    };
  }

  private static UnixSystem ofLinux(String arch) {
    return switch (arch) {
      case "amd64", "x86_64", "aarch64", "riscv64", "ppc64", "ppc64le", "s390x", "loongarch64" ->
          LINUX;
      case "mips64", "mips64el" -> LINUX_MIPS;
      default -> OTHER;
    };
  }

  String label() {
    return label;
  }

  /** An errno's number, or UNKNOWN. */
  int errno(String name) {
    return Errnos.number(errnos, name, UNKNOWN);
  }

  /** An errno's name: EAGAIN rather than EWOULDBLOCK, which is the same number everywhere. */
  String nameOf(int errno) {
    return Errnos.name(errnos, errno, "EWOULDBLOCK").orElse("errno " + errno);
  }

  /** RLIMIT_MEMLOCK, or UNKNOWN. */
  int rlimitMemlock() {
    return rlimitMemlock;
  }

  boolean isLinux() {
    return this == LINUX || this == LINUX_MIPS;
  }

  /**
   * Whether EAGAIN of mlock means a limit. OpenBSD's sys_mlock and XNU's mlock return it for the
   * limits of the process and of the system, FreeBSD's for that of the system, illumos' for a
   * resource control; Linux where a page could not be read in.
   */
  boolean saysEagainForALimit() {
    return switch (this) {
      case FREEBSD, DRAGONFLY, OPENBSD, MACOS, SUNOS -> true;
      case LINUX, LINUX_MIPS, AIX, OTHER -> false;
    };
  }

  /**
   * Whether mincore tells the truth of every page, and fails with ENOMEM on a hole. Not on Linux,
   * which calls every page of a file resident that the caller neither owns nor may write; nor on
   * macOS and DragonFly BSD, where a hole is a page that is not resident.
   */
  boolean mincoreTells() {
    return this == FREEBSD || this == SUNOS;
  }

  /**
   * Whether MCL_CURRENT is 1 and MCL_FUTURE 2, by its headers; Linux on SPARC, Alpha and PowerPC
   * has others.
   */
  boolean knowsMlockall() {
    return switch (this) {
      case FREEBSD, DRAGONFLY, OPENBSD, MACOS, SUNOS -> true;
      case LINUX, LINUX_MIPS -> !System.getProperty("os.arch", "").startsWith("ppc");
      case AIX, OTHER -> false;
    };
  }

  /** Whether locking a page again is not charged again; FreeBSD charges it. */
  boolean relockIsFree() {
    return isLinux();
  }
}
