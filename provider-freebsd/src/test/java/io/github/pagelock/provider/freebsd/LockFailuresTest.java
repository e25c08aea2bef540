package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static io.github.pagelock.provider.freebsd.FakeFreeBsd.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import org.junit.jupiter.api.Test;

class LockFailuresTest {
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

    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(Cause.LIMIT, cause(failure));
    assertEquals(12, failure.errno());
    assertTrue(failure.toString().contains("ENOMEM"), failure::toString);
    assertTrue(remedies(failure).contains("`ulimit -S -l 20`"), remedies(failure));
    assertTrue(remedies(failure).contains("`limits -S -l 20k PROGRAM`"), remedies(failure));
    assertTrue(remedies(failure).contains("memorylocked=20K"), remedies(failure));
    assertTrue(remedies(failure).contains("cap_mkdb /etc/login.conf"), remedies(failure));
    assertTrue(remedies(failure).contains("not tried"), remedies(failure));
  }

  @Test
  void aHardLimitThatIsTooLowLeavesTheShellOut() {
    kernel.soft = PAGE;
    kernel.hard = PAGE;

    String remedies = remedies(failure(FreeBsd.ENOMEM));

    assertFalse(remedies.contains("ulimit"), remedies);
    assertTrue(remedies.contains("NAME_login_class"), remedies);
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
