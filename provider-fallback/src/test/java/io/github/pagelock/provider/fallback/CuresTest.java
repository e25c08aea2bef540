package io.github.pagelock.provider.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CuresTest {
  private static final long NEEDED = 100_001; // 97.7 KiB
  private static final long UNKNOWN = LockLimits.UNKNOWN;

  private static LockLimits limits(long soft, long hard) {
    return new LockLimits(soft, hard, UNKNOWN, false, "");
  }

  private static String limitCure(UnixSystem system, long soft, long hard) {
    return new Cures(system, "ada").moreLockedBytes(limits(soft, hard), NEEDED).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FREEBSD   | memorylocked=98K` for the login class of ada in /etc/login.conf",
        "FREEBSD   | vm.max_user_wired",
        "DRAGONFLY | run `cap_mkdb /etc/login.conf` and log in again",
        "OPENBSD   | memorylocked=98K",
        "OPENBSD   | datasize",
        "MACOS     | ulimit -S -l 98`",
        "MACOS     | set MemoryLock in SoftResourceLimits and HardResourceLimits",
        "MACOS     | vm.global_user_wire_limit",
        "SUNOS     | prctl -n project.max-locked-memory -r -v 100352",
        "SUNOS     | zone.max-locked-memory",
        "AIX       | maxpin%",
        "OTHER     | 98 KiB"
      })
  void eachSystemHasItsOwnWayToMore(UnixSystem system, String words) {
    String cure = limitCure(system, 65536, 65536);
    assertTrue(cure.contains(words), cure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FREEBSD    | security.bsd.unprivileged_mlock=1",
        "FREEBSD    | allow.mlock",
        "SUNOS      | usermod -K defaultpriv=basic,proc_lock_memory ada",
        "AIX        | chuser capabilities=CAP_BYPASS_RAC_VMM,CAP_PROPAGATE ada",
        "OPENBSD    | start the program as root",
        "LINUX      | seccomp",
        "LINUX_MIPS | seccomp"
      })
  void eachSystemHasItsOwnPermission(UnixSystem system, String words) {
    String cure = new Cures(system, "ada").permission().toString();
    assertTrue(cure.contains(words), cure);
  }

  /** {@link LimitOnLinuxTest} tries the one line that counts as tried. */
  @ParameterizedTest
  @EnumSource
  void nothingCountsAsTriedButTheShellOfLinux(UnixSystem system) {
    Cures cures = new Cures(system, "ada");
    Cure more = cures.moreLockedBytes(limits(0, 1 << 20), NEEDED);
    assertFalse(more.remedies().isEmpty());
    assertEquals(system.isLinux(), more.best().orElseThrow().tried());
    assertTrue(more.remedies().stream().skip(1).noneMatch(Remedy::tried));
    assertTrue(cures.permission().remedies().stream().noneMatch(Remedy::tried));
    assertTrue(Cures.hole().remedies().stream().noneMatch(Remedy::tried));
  }

  @Test
  void onLinuxTheHardLimitDecidesWhetherAShellIsEnough() {
    assertEquals(
        "Remedy: run `ulimit -S -l 98` in the shell and start the program again from it",
        limitCure(UnixSystem.LINUX, 65536, 100_352));
    assertEquals(
        "Remedy: as root write a line `ada - memlock 98` to /etc/security/limits.conf and log in"
            + " again (not tried here)",
        limitCure(UnixSystem.LINUX, 65536, 100_351));
  }

  @Test
  void withoutALimitOfTheProcessNoneIsToBeRaised() {
    long unlimited = LockLimits.UNLIMITED;
    assertFalse(limitCure(UnixSystem.LINUX, unlimited, unlimited).contains("ulimit"));
    assertFalse(limitCure(UnixSystem.MACOS, unlimited, unlimited).contains("ulimit"));
  }
}
