package io.github.pagelock.provider.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.LimitNumbers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CuresTest {
  private static final long NEEDED = 100_001; // 97.7 KiB
  private static final long UNKNOWN = LimitNumbers.UNKNOWN;

  private static LockLimits limits(long soft, long hard) {
    return LimitNumbers.of(soft, hard, UNKNOWN);
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
        "MACOS     | set MemoryLock in SoftResourceLimits and HardResourceLimits",
        "MACOS     | vm.global_user_wire_limit",
        "SUNOS     | prctl -n project.max-locked-memory -r -v BYTES -i project NAME",
        "SUNOS     | BYTES is 100352 more than `prctl -n project.max-locked-memory -i project NAME`",
        "SUNOS     | zone.max-locked-memory",
        "AIX       | maxpin%",
        "OTHER     | by 98 KiB"
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
            + " again",
        limitCure(UnixSystem.LINUX, 65536, 100_351));
  }

  private static final Pattern NUMBER =
      Pattern.compile(
          "ulimit -S -l ([0-9]+)`|memorylocked(-cur|)=([0-9]+)K|- memlock ([0-9]+)`"
              + "|MemoryLock in (SoftResourceLimits|SoftResourceLimits and HardResourceLimits) of"
              + " its plist to ([0-9]+)");

  /** Where its number is at least the limit of today, hard and soft, that stays. */
  @ParameterizedTest
  @EnumSource
  void noRemedyWritesALimitBelowTodays(UnixSystem system) {
    long[][] limits = {
      {0, 0},
      {0, 65536},
      {65536, 65536},
      {65536, 1 << 23},
      {65536, LimitNumbers.UNLIMITED},
      {100_001, 100_001},
      {100_001, 200_001},
      {1 << 23, 1L << 32},
    };
    for (long[] today : limits) {
      for (long need : new long[] {1, 65_537, 100_001, 200_001, 1 << 23, 1L << 40}) {
        for (Remedy remedy :
            new Cures(system, "ada").moreLockedBytes(limits(today[0], today[1]), need).remedies()) {
          Matcher number = NUMBER.matcher(remedy.text());
          while (number.find()) {
            assertNotLowered(number, today, need, remedy);
          }
        }
      }
    }
  }

  private static void assertNotLowered(Matcher number, long[] today, long need, Remedy remedy) {
    String told = today[0] + ":" + today[1] + " needs " + need + ": " + remedy;
    boolean softOnly =
        number.group(1) != null
            || "-cur".equals(number.group(2))
            || "SoftResourceLimits".equals(number.group(5));
    String kib =
        number.group(1) != null
            ? number.group(1)
            : number.group(3) != null ? number.group(3) : number.group(4);
    long bytes =
        number.group(6) != null ? Long.parseLong(number.group(6)) : Long.parseLong(kib) * 1024;
    assertTrue(bytes >= Math.max(today[0], need), told);
    assertTrue(softOnly ? bytes <= today[1] : bytes >= today[1], told);
  }

  /** No number could be known to be higher than today's. */
  @ParameterizedTest
  @EnumSource
  void whatIsNotKnownIsRaisedBySoMuch(UnixSystem system) {
    String cure = limitCure(system, UNKNOWN, UNKNOWN);
    assertFalse(NUMBER.matcher(cure).find(), cure);
    assertTrue(
        system == UnixSystem.AIX || cure.contains("by 98 KiB") || cure.contains("100352 more"),
        cure);
  }

  @ParameterizedTest
  @EnumSource(names = {"FREEBSD", "DRAGONFLY", "OPENBSD", "MACOS"})
  void withinTheHardLimitItStays(UnixSystem system) {
    String cure = limitCure(system, 65536, 1 << 20);
    String soft = system == UnixSystem.MACOS ? "in SoftResourceLimits of" : "memorylocked-cur=98K";
    assertTrue(cure.contains(soft), cure);
    assertFalse(cure.contains("HardResourceLimits"), cure);
    assertFalse(cure.contains("memorylocked="), cure);
  }

  /** ulimit fails above it, and nobody else's word helps. */
  @Test
  void aboveTheHardLimitNoShellIsNamed() {
    assertFalse(limitCure(UnixSystem.MACOS, 65536, 65536).contains("ulimit -S"));
  }

  @Test
  void withoutALimitOfTheProcessNoneIsToBeRaised() {
    long unlimited = LimitNumbers.UNLIMITED;
    assertFalse(limitCure(UnixSystem.LINUX, unlimited, unlimited).contains("ulimit"));
    assertFalse(limitCure(UnixSystem.MACOS, unlimited, unlimited).contains("ulimit"));
  }
}
