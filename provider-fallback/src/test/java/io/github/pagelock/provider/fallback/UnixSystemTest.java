package io.github.pagelock.provider.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jnr.constants.Constant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers read elsewhere than in jnr-constants: in each system's own headers, or seen running. */
class UnixSystemTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, LINUX",
    "Linux, aarch64, LINUX",
    "Linux, riscv64, LINUX",
    "Linux, mips64el, LINUX_MIPS",
    "Linux, sparc64, OTHER",
    "FreeBSD, amd64, FREEBSD",
    "DragonFlyBSD, x86_64, DRAGONFLY",
    "OpenBSD, amd64, OPENBSD",
    "Mac OS X, aarch64, MACOS",
    "SunOS, amd64, SUNOS",
    "AIX, ppc64, AIX",
    "NetBSD, amd64, OTHER",
    "GNU/kFreeBSD, amd64, OTHER"
  })
  void theJvmsNamesTellTheSystem(String osName, String osArch, UnixSystem system) {
    assertEquals(system, UnixSystem.of(osName, osArch));
  }

  /** FreeBSD's were seen on running kernels; the others are those of sys/errno.h. */
  @ParameterizedTest
  @CsvSource({
    // system, EPERM, ENOMEM, EACCES, EFAULT, EINVAL, EAGAIN, ENOSYS, RLIMIT_MEMLOCK
    "LINUX,      1, 12, 13, 14, 22, 11, 38,  8",
    "LINUX_MIPS, 1, 12, 13, 14, 22, 11, 89,  9",
    "FREEBSD,    1, 12, 13, 14, 22, 35, 78,  6",
    "DRAGONFLY,  1, 12, 13, 14, 22, 35, 78,  6",
    "OPENBSD,    1, 12, 13, 14, 22, 35, 78,  6",
    "MACOS,      1, 12, 13, 14, 22, 35, 78,  6",
    "SUNOS,      1, 12, 13, 14, 22, 11, 89, -1",
    "AIX,        1, 12, 13, 14, 22, 11, 109, -1",
    "OTHER,     -1, -1, -1, -1, -1, -1, -1, -1"
  })
  void theNumbersAreThoseOfTheSystem(
      UnixSystem system,
      int eperm,
      int enomem,
      int eacces,
      int efault,
      int einval,
      int eagain,
      int enosys,
      int rlimitMemlock) {
    assertEquals(eperm, system.errno("EPERM"));
    assertEquals(enomem, system.errno("ENOMEM"));
    assertEquals(eacces, system.errno("EACCES"));
    assertEquals(efault, system.errno("EFAULT"));
    assertEquals(einval, system.errno("EINVAL"));
    assertEquals(eagain, system.errno("EAGAIN"));
    assertEquals(enosys, system.errno("ENOSYS"));
    assertEquals(rlimitMemlock, system.rlimitMemlock());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void aNumberHasTheNameThatTheCodeAsksFor(UnixSystem system) {
    for (String name : List.of("EPERM", "ENOMEM", "EACCES", "EFAULT", "EINVAL", "EAGAIN")) {
      assertEquals(name, system.nameOf(system.errno(name)));
    }
    assertEquals("errno 9999", system.nameOf(9999));
  }

  /** All of them, and in their order, which decides between names of one number. */
  @ParameterizedTest
  @EnumSource
  void theTableIsThatOfJnrConstants(UnixSystem system) {
    Constant[] errnos = errnos(system);
    for (Constant errno : errnos) {
      assertEquals(errno.intValue(), system.errno(errno.name()), errno.name());
      String first =
          Arrays.stream(errnos)
              .filter(other -> other.intValue() == errno.intValue())
              .map(Constant::name)
              .filter(name -> !name.equals("EWOULDBLOCK"))
              .findFirst()
              .orElseThrow();
      assertEquals(first, system.nameOf(errno.intValue()));
    }
    assertEquals(UnixSystem.UNKNOWN, system.errno("ENOSUCHNAME"));
    assertEquals("errno 9999", system.nameOf(9999));
    assertEquals(rlimitMemlock(system), system.rlimitMemlock());
  }

  private static Constant[] errnos(UnixSystem system) {
    return switch (system) {
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

  private static int rlimitMemlock(UnixSystem system) {
    return switch (system) {
      case LINUX -> jnr.constants.platform.linux.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case LINUX_MIPS -> jnr.constants.platform.linux.mips64el.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case FREEBSD -> jnr.constants.platform.freebsd.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case DRAGONFLY -> jnr.constants.platform.dragonflybsd.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case OPENBSD -> jnr.constants.platform.openbsd.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case MACOS -> jnr.constants.platform.darwin.RLIMIT.RLIMIT_MEMLOCK.intValue();
      case SUNOS, AIX, OTHER -> UnixSystem.UNKNOWN;
    };
  }

  /** The architectures of Linux that share one set of numbers here do share them. */
  @Test
  void linuxHasTheseNumbersOnEveryArchitectureThatSharesThem() {
    List<Constant> numbers = new ArrayList<>();
    numbers.addAll(Arrays.asList(jnr.constants.platform.linux.aarch64.Errno.values()));
    numbers.addAll(Arrays.asList(jnr.constants.platform.linux.powerpc64.Errno.values()));
    numbers.addAll(Arrays.asList(jnr.constants.platform.linux.s390x.Errno.values()));
    numbers.addAll(Arrays.asList(jnr.constants.platform.linux.loongarch64.Errno.values()));
    List<String> used =
        List.of("EPERM", "ENOMEM", "EACCES", "EFAULT", "EINVAL", "EAGAIN", "ENOSYS");
    assertTrue(numbers.stream().filter(number -> used.contains(number.name())).count() >= 28);
    numbers.stream()
        .filter(number -> used.contains(number.name()))
        .forEach(n -> assertEquals(UnixSystem.LINUX.errno(n.name()), n.intValue(), n.name()));
    assertEquals(8, jnr.constants.platform.linux.aarch64.RLIMIT.RLIMIT_MEMLOCK.intValue());
    assertEquals(8, jnr.constants.platform.linux.powerpc64.RLIMIT.RLIMIT_MEMLOCK.intValue());
    assertEquals(8, jnr.constants.platform.linux.s390x.RLIMIT.RLIMIT_MEMLOCK.intValue());
    assertEquals(8, jnr.constants.platform.linux.loongarch64.RLIMIT.RLIMIT_MEMLOCK.intValue());
  }

  /** What {@link Limits} relies on: no limit is either negative or the greatest long. */
  @Test
  void infinityIsNegativeOrTheGreatestLong() {
    assertEquals(-1, jnr.constants.platform.linux.RLIM.RLIM_INFINITY.longValue());
    assertEquals(-1, jnr.constants.platform.linux.mips64el.RLIM.RLIM_INFINITY.longValue());
    long greatest = Long.MAX_VALUE;
    assertEquals(greatest, jnr.constants.platform.freebsd.RLIM.RLIM_INFINITY.longValue());
    assertEquals(greatest, jnr.constants.platform.dragonflybsd.RLIM.RLIM_INFINITY.longValue());
    assertEquals(greatest, jnr.constants.platform.openbsd.RLIM.RLIM_INFINITY.longValue());
    assertEquals(greatest, jnr.constants.platform.darwin.RLIM.RLIM_INFINITY.longValue());
  }
}
