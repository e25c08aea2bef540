package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static io.github.pagelock.provider.freebsd.FakeFreeBsd.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.Bound;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LockFailuresTest {
  /** In a page. */
  private static final int KIB = PAGE / 1024;

  private final FakeFreeBsd kernel = new FakeFreeBsd(8);

  private PageLockException failure(int errno) {
    kernel.mlockErrno = errno;
    return assertThrows(
        PageLockException.class, () -> kernel.operations().lock(page(0), 4L * PAGE));
  }

  private static String remedies(PageLockException failure) {
    return failure.diagnosis().orElseThrow().cure().toString();
  }

  private static Cause cause(PageLockException failure) {
    return failure.diagnosis().orElseThrow().cause();
  }

  @Test
  void overTheLimitOfTheProcessWhatIsLockedAlreadyCountsAgain() {
    kernel.wired.add(page(0));
    kernel.soft = 4L * PAGE; // enough for the four pages, were the first not charged twice

    PageLockException failure = failure(FreeBsd.ENOMEM);
    int needed = 5 * KIB;

    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(Cause.LIMIT, cause(failure));
    assertEquals(12, failure.errno());
    assertTrue(failure.toString().contains("ENOMEM"), failure::toString);
    assertTrue(remedies(failure).contains("`ulimit -S -l " + needed + "`"), remedies(failure));
    assertTrue(
        remedies(failure).contains("`limits -S -l " + needed + "k PROGRAM`"), remedies(failure));
    assertTrue(remedies(failure).contains("memorylocked-cur=" + needed + "K"), remedies(failure));
    assertTrue(remedies(failure).contains("cap_mkdb /etc/login.conf"), remedies(failure));
    assertFalse(failure.remedy().orElseThrow().tried(), remedies(failure));
  }

  @Test
  void aHardLimitThatIsTooLowLeavesTheShellOut() {
    kernel.soft = PAGE;
    kernel.hard = PAGE;

    String remedies = remedies(failure(FreeBsd.ENOMEM));

    assertFalse(remedies.contains("ulimit"), remedies);
    assertTrue(remedies.contains("NAME_login_class"), remedies);
  }

  /** memorylocked without a suffix is the hard limit too. */
  @Test
  void withinTheHardLimitTheLoginClassKeepsIt() {
    kernel.soft = PAGE;

    String remedies = remedies(failure(FreeBsd.ENOMEM));

    assertTrue(remedies.contains("memorylocked-cur=" + 4 * KIB + "K"), remedies);
    assertFalse(remedies.contains("memorylocked="), remedies);
  }

  private static final Pattern NUMBER =
      Pattern.compile("(ulimit -S -l |limits -S -l |memorylocked-cur=|memorylocked=)([0-9]+)");

  @Test
  void noRemedyWritesALimitBelowTodays() {
    long[][] limits = {
      {0, 0},
      {0, 65536},
      {65536, 65536},
      {65536, 1 << 23},
      {65536, Long.MAX_VALUE},
      {100_001, 100_001},
      {100_001, 200_001},
    };
    for (long[] today : limits) {
      kernel.soft = today[0];
      kernel.hard = today[1];
      for (long need : new long[] {1, 65_537, 100_001, 200_001, 1 << 23, 1L << 40}) {
        String cure = kernel.operations().cure(Bound.LOCKED_BYTES, need).toString();
        Matcher number = NUMBER.matcher(cure);
        assertTrue(number.find(), cure);
        do {
          String told = today[0] + ":" + today[1] + " needs " + need + ": " + cure;
          long bytes = Long.parseLong(number.group(2)) * 1024;
          assertTrue(bytes >= Math.max(today[0], need), told);
          boolean isHard = number.group(1).equals("memorylocked=");
          assertTrue(isHard ? bytes >= today[1] : bytes <= today[1], told);
        } while (number.find());
      }
    }
  }

  /** Another process may have unlocked since. */
  @Test
  void theLimitOfTheSystemIsNeverLowered() {
    kernel.numbers.put("vm.max_user_wired", 100L);
    kernel.numbers.put("vm.stats.vm.v_user_wire_count", 10L);

    String remedies = remedies(failure(FreeBsd.EAGAIN));

    assertTrue(remedies.contains("`sysctl vm.max_user_wired=104`"), remedies);
  }

  @Test
  void howTheProcessRunsIsAskedForWhenSomebodyAsksForTheCure() {
    FakeFreeBsd counting =
        new FakeFreeBsd(8) {
          @Override
          public int sysctlbyname(String name, byte[] value, long[] byteCount) {
            numbers.merge("asked for " + name, 1L, Long::sum);
            return super.sysctlbyname(name, value, byteCount);
          }
        };
    counting.soft = PAGE;
    FreeBsdPageOperations operations = counting.operations();
    String jailed = "asked for security.jail.jailed";
    counting.mlockErrno = FreeBsd.ENOMEM;
    Cure refused = operations.cure(Bound.LOCKED_BYTES, 4L * PAGE);
    PageLockException failed =
        assertThrows(PageLockException.class, () -> operations.lock(page(0), 4L * PAGE));
    assertFalse(counting.numbers.containsKey(jailed));
    counting.soft = 2L * PAGE;
    assertTrue(refused.toString().contains("ulimit -S -l " + 4 * KIB + "`"), refused.toString());
    assertTrue(counting.numbers.containsKey(jailed));
    assertTrue(remedies(failed).contains("ulimit -S -l " + 4 * KIB + "`"), remedies(failed));
  }

  @Test
  void aLimitOfZeroForbids() {
    kernel.soft = 0;
    assertEquals(Cause.LIMIT_ZERO, cause(failure(FreeBsd.ENOMEM)));
  }

  @Test
  void aHoleIsNamedByItsPage() {
    kernel.mapped.remove(page(2));

    PageLockException failure = failure(FreeBsd.ENOMEM);

    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertTrue(failure.toString().contains("number 2 of 4"), failure::toString);
  }

  @Test
  void aHoleAtTheEndOfAllMappingsIsOneToo() {
    kernel.mapped.tailMap(page(3)).clear();
    assertEquals(Cause.HOLE, cause(failure(FreeBsd.ENOMEM)));
  }

  @Test
  void memoryThatMayOnlyBeWrittenMayNotBeAccessed() {
    kernel.mapped.put(page(1), 2);
    assertEquals(Cause.NO_ACCESS, cause(failure(FreeBsd.ENOMEM)));
  }

  @Test
  void aRequestAboveTheLimitOfTheSystemIsThatBeforeAnythingElse() {
    kernel.numbers.put("vm.max_user_wired", 3L);
    kernel.soft = 0;
    assertEquals(Cause.SYSTEM_LIMIT, cause(failure(FreeBsd.ENOMEM)));
  }

  @Test
  void theLimitOfTheSystemCountsWhatAllProcessesHaveLocked() {
    kernel.numbers.put("vm.max_user_wired", 100L);
    kernel.numbers.put("vm.stats.vm.v_user_wire_count", 97L);

    PageLockException failure = failure(FreeBsd.ENOMEM);

    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(Cause.SYSTEM_LIMIT, cause(failure));
    assertTrue(remedies(failure).contains("`sysctl vm.max_user_wired=101`"), remedies(failure));
  }

  @Test
  void onTwelveEagainIsTheLimitOfTheSystemAndItsNameAnother() {
    kernel.numbers.put("vm.max_wired", 100L);

    PageLockException failure = failure(FreeBsd.EAGAIN);

    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(Cause.SYSTEM_LIMIT, cause(failure));
    assertEquals(35, failure.errno());
    assertTrue(failure.toString().contains("EAGAIN"), failure::toString);
    assertTrue(remedies(failure).contains("`sysctl vm.max_wired=104`"), remedies(failure));
  }

  @Test
  void whatNothingExplainsIsSaidSo() {
    kernel.numbers.put("vm.max_user_wired", 100L);
    kernel.numbers.put("vm.stats.vm.v_user_wire_count", 0L);
    assertEquals(Cause.UNKNOWN, cause(failure(FreeBsd.ENOMEM)));
    assertEquals(Reason.OTHER, failure(FreeBsd.EINVAL).reason());
    assertEquals(Reason.UNSUPPORTED, failure(FreeBsd.ENOSYS).reason());
  }

  @Test
  void withoutTheRightTheSettingAndTheJailAreTold() {
    kernel.numbers.put("security.bsd.unprivileged_mlock", 0L);
    PageLockException ofUser = failure(FreeBsd.EPERM);
    assertEquals(Reason.NOT_PERMITTED, ofUser.reason());
    assertEquals(Cause.PRIVILEGE, cause(ofUser));
    assertTrue(remedies(ofUser).contains("security.bsd.unprivileged_mlock=1"));
    assertFalse(remedies(ofUser).contains("allow.mlock"));

    kernel.numbers.put("security.bsd.unprivileged_mlock", 1L);
    kernel.numbers.put("security.jail.jailed", 1L);
    PageLockException ofJail = failure(FreeBsd.EPERM);
    assertTrue(remedies(ofJail).contains("allow.mlock=1"));
    assertFalse(remedies(ofJail).contains("unprivileged_mlock"));
    Launcher launcher = ofJail.diagnosis().orElseThrow().cure().launcher();
    assertEquals(Launcher.Kind.JAIL, launcher.kind());
  }

  @Test
  void diagnoseFindsThemWithoutLocking() {
    FreeBsdPageOperations operations = kernel.operations();
    assertTrue(operations.diagnose(0, 0).isEmpty());
    assertTrue(operations.diagnose(page(0), 4L * PAGE).isEmpty());

    kernel.numbers.put("vm.max_user_wired", 3L);
    assertEquals(Cause.SYSTEM_LIMIT, foreseen(operations));
    kernel.wired.add(page(1)); // not charged again by the system
    assertTrue(operations.diagnose(page(0), 4L * PAGE).isEmpty());
    kernel.mapped.remove(page(3));
    assertEquals(Cause.HOLE, foreseen(operations));
    kernel.munlockErrno = FreeBsd.EPERM;
    assertEquals(Cause.PRIVILEGE, operations.diagnose(0, 0).map(Diagnosis::cause).orElseThrow());
  }

  private static Cause foreseen(FreeBsdPageOperations operations) {
    return operations.diagnose(page(0), 4L * PAGE).map(Diagnosis::cause).orElseThrow();
  }
}
