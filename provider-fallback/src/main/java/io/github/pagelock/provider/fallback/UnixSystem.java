package io.github.pagelock.provider.fallback;

import java.util.Arrays;
import java.util.Locale;
import jnr.constants.Constant;

/**
 * What differs from system to system: the numbers, from jnr-constants, which has taken them from
 * each system's headers, and how far its calls can be trusted, from its manual and its source. What
 * is not known of a system is absent here, never another system's.
 */
enum UnixSystem {
  /** Every 64-bit architecture of asm-generic/errno.h and asm-generic/resource.h. */
  LINUX("Linux"),
  /** Has numbers of its own: RLIMIT_MEMLOCK is 9. */
  LINUX_MIPS("Linux on MIPS"),
  FREEBSD("FreeBSD"),
  DRAGONFLY("DragonFly BSD"),
  OPENBSD("OpenBSD"),
  MACOS("macOS"),
  /** Solaris and illumos; the limit is a resource control, not an rlimit. */
  SUNOS("SunOS"),
  /** Has no RLIMIT_MEMLOCK and no mincore. */
  AIX("AIX"),
  /** No number is known. */
  OTHER("this system");

  /** The answer for a number that is not known. */
  static final int UNKNOWN = -1;

  private final String label;

  UnixSystem(String label) {
    this.label = label;
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
    return Arrays.stream(errnos())
        .filter(constant -> constant.name().equals(name))
        .mapToInt(Constant::intValue)
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** An errno's name: EAGAIN rather than EWOULDBLOCK, which is the same number everywhere. */
  String nameOf(int errno) {
    return Arrays.stream(errnos())
        .filter(constant -> constant.intValue() == errno && !constant.name().equals("EWOULDBLOCK"))
        .map(Constant::name)
        .findFirst()
        .orElse("errno " + errno);
  }

  private Constant[] errnos() {
    return switch (this) {
      case LINUX -> jnr.constants.platform.linux.Errno.values();
      case LINUX_MIPS -> jnr.constants.platform.linux.mips64el.Errno.values();
      case FREEBSD -> jnr.constants.platform.freebsd.Errno.values();
      case DRAGONFLY -> jnr.constants.platform.dragonflybsd.Errno.values();
      case OPENBSD -> jnr.constants.platform.openbsd.Errno.values();
      case MACOS -> jnr.constants.platform.darwin.Errno.values();
      case SUNOS -> jnr.constants.platform.solaris.Errno.values();
      case AIX -> jnr.constants.platform.aix.Errno.values();
      case OTHER -> new Constant[0];
    };
  }

  /** RLIMIT_MEMLOCK, or UNKNOWN. */
  int rlimitMemlock() {
    return switch (this) {
      case LINUX -> jnr.constants.platform.linux.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case LINUX_MIPS -> jnr.constants.platform.linux.mips64el.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case FREEBSD -> jnr.constants.platform.freebsd.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case DRAGONFLY -> jnr.constants.platform.dragonflybsd.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case OPENBSD -> jnr.constants.platform.openbsd.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case MACOS -> jnr.constants.platform.darwin.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case SUNOS, AIX, OTHER -> UNKNOWN;
    };
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

  /** Whether locking a page again is not charged again; FreeBSD charges it. */
  boolean relockIsFree() {
    return isLinux();
  }
}
