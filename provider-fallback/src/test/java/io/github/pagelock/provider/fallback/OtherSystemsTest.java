package io.github.pagelock.provider.fallback;

import static io.github.pagelock.provider.fallback.ScriptedUnix.BASE;
import static io.github.pagelock.provider.fallback.ScriptedUnix.PAGE;
import static io.github.pagelock.provider.fallback.ScriptedUnix.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Remedy;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.ProcessLocking;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Systems that are not at hand, each with the numbers and the answers of its own. */
class OtherSystemsTest {
  private final ScriptedUnix unix = new ScriptedUnix(16);

  private FallbackPageOperations on(UnixSystem system) {
    return new FallbackPageOperations(unix, system);
  }

  private PageLockException failureOn(UnixSystem system) {
    FallbackPageOperations operations = on(system);
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.lock(BASE, 4 * PAGE));
    assertTrue(unix.openPipes.isEmpty(), "every pipe is closed");
    assertEquals("mlock", failure.operation());
    return failure;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LINUX     | 8  | BYTE_BUFFERS LIMITS RELOCK_IS_FREE PROCESS",
        "FREEBSD   | 6  | BYTE_BUFFERS LIMITS RESIDENCY PROCESS",
        "DRAGONFLY | 6  | BYTE_BUFFERS LIMITS PROCESS",
        "OPENBSD   | 6  | BYTE_BUFFERS LIMITS PROCESS",
        "MACOS     | 6  | BYTE_BUFFERS LIMITS PROCESS",
        "SUNOS     | 99 | BYTE_BUFFERS RESIDENCY PROCESS",
        "AIX       | 99 | BYTE_BUFFERS",
        "OTHER     | 99 | BYTE_BUFFERS"
      })
  void noMoreIsClaimedThanTheSystemCanBeAsked(UnixSystem system, int resource, String claimed) {
    unix.limits.put(resource, 65536L);
    Set<Capability> expected = EnumSet.noneOf(Capability.class);
    for (String name : claimed.split(" ", -1)) {
      expected.add(Capability.valueOf(name));
    }
    assertEquals(expected, on(system).capabilities());
  }

  @Test
  void aSystemThatDoesNotKnowTheResourceHasNoLimits() {
    assertEquals(
        EnumSet.of(Capability.BYTE_BUFFERS, Capability.RESIDENCY, Capability.PROCESS),
        on(UnixSystem.FREEBSD).capabilities());
    assertEquals(LockLimits.ALL_UNKNOWN, on(UnixSystem.FREEBSD).limits());
  }

  /** On Linux 6 is RLIMIT_NPROC, and on FreeBSD 8 is RLIMIT_NOFILE. */
  @Test
  void theLimitIsAskedForByTheSystemsOwnNumber() {
    unix.limits.put(6, 1L << 20);
    unix.limits.put(8, 1L << 30);
    assertEquals(1L << 20, LimitNumbers.soft(on(UnixSystem.FREEBSD).limits()));
    assertEquals(1L << 30, LimitNumbers.soft(on(UnixSystem.LINUX).limits()));
  }

  @ParameterizedTest
  @CsvSource({"FREEBSD, 6", "OPENBSD, 6", "MACOS, 6", "LINUX, 8"})
  void infinityIsUnlimited(UnixSystem system, int resource) {
    unix.limits.put(resource, system == UnixSystem.LINUX ? -1 : Long.MAX_VALUE);
    LockLimits limits = on(system).limits();
    assertEquals(LimitNumbers.UNLIMITED, LimitNumbers.soft(limits));
    assertEquals(LimitNumbers.UNLIMITED, LimitNumbers.hard(limits));
    assertEquals(LimitNumbers.UNKNOWN, LimitNumbers.locked(limits));
  }

  @Test
  void withoutTheSymbolResidencyIsNotClaimed() {
    unix.hasMincore = false;
    assertEquals(
        Set.of(Capability.BYTE_BUFFERS, Capability.PROCESS), on(UnixSystem.SUNOS).capabilities());
    PageLockException failure =
        assertThrows(
            PageLockException.class, () -> on(UnixSystem.SUNOS).residency(BASE, 2L * PAGE));
    assertEquals(Reason.UNSUPPORTED, failure.reason());
  }

  @ParameterizedTest
  @CsvSource({"LINUX, 125", "LINUX_MIPS, 158", "FREEBSD, 85", "MACOS, 89", "OTHER, 0"})
  void aCancelledRequestHasTheSystemsNumber(UnixSystem system, int ecanceled) {
    assertEquals(ecanceled, on(system).canceledErrno());
  }

  @Test
  void onlyTheLowestBitOfMincoreCounts() {
    FallbackPageOperations freebsd = on(UnixSystem.FREEBSD);
    freebsd.lock(page(1), 2L * PAGE);
    assertEquals(Residency.of(4, 2, PAGE), freebsd.residency(BASE, 4L * PAGE));
    unix.unmap(3);
    PageLockException failure =
        assertThrows(PageLockException.class, () -> freebsd.residency(BASE, 4L * PAGE));
    assertEquals(Reason.NOT_MAPPED, failure.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "LINUX,     11, TRY_AGAIN",
    "FREEBSD,   35, LIMIT_EXCEEDED",
    "DRAGONFLY, 35, LIMIT_EXCEEDED",
    "OPENBSD,   35, LIMIT_EXCEEDED",
    "MACOS,     35, LIMIT_EXCEEDED",
    "SUNOS,     11, LIMIT_EXCEEDED",
    "AIX,       11, TRY_AGAIN"
  })
  void eagainIsALimitWhereTheSystemMeansOne(UnixSystem system, int eagain, Reason reason) {
    unix.mlockErrno = eagain;
    PageLockException failure = failureOn(system);
    assertEquals(reason, failure.reason());
    assertEquals("EAGAIN", failure.errnoName());
    assertEquals(eagain, failure.errno());
    assertEquals(reason == Reason.LIMIT_EXCEEDED, failure.remedy().isPresent());
  }

  /** 11 is EDEADLK on the BSDs, and 35 is EDEADLK on Linux. */
  @ParameterizedTest
  @CsvSource({"FREEBSD, 11", "MACOS, 11", "LINUX, 35"})
  void anotherSystemsEagainIsNoEagain(UnixSystem system, int edeadlk) {
    unix.mlockErrno = edeadlk;
    PageLockException failure = failureOn(system);
    assertEquals(Reason.OTHER, failure.reason());
    assertEquals("EDEADLK", failure.errnoName());
    assertTrue(failure.toString().contains("the system's words for " + edeadlk));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void enomemOfAHoleIsNotMappedAndNamesThePage(UnixSystem system) {
    unix.unmap(2);
    PageLockException failure = failureOn(system);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    String page = "0x" + Long.toHexString(page(2)) + " (number 2 of 4, counted from 0)";
    assertTrue(failure.toString().contains(page), failure.toString());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void enomemOfReadablePagesIsALimit(UnixSystem system) {
    unix.mlockErrno = 12;
    PageLockException failure = failureOn(system);
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals("ENOMEM", failure.errnoName());
    List<Remedy> remedies = failure.diagnosis().orElseThrow().cure().remedies();
    assertFalse(remedies.stream().allMatch(Remedy::tried), remedies::toString);
  }

  @Test
  void withoutAPipeBothReasonsAreSaid() {
    unix.mlockErrno = 12;
    unix.pipeErrno = 24;
    PageLockException failure = failureOn(UnixSystem.FREEBSD);
    assertEquals(Reason.OTHER, failure.reason());
    assertTrue(failure.toString().contains("a limit on locked memory, or a page of it"));
  }

  /** XNU's mlock: EACCES for KERN_PROTECTION_FAILURE. */
  @Test
  void eaccesOfMacosIsMemoryThatMayNotBeRead() {
    unix.unreadable.add(page(1));
    unix.enomem = 13;
    PageLockException failure = failureOn(UnixSystem.MACOS);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals("EACCES", failure.errnoName());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void epermIsNotPermittedWithACure(UnixSystem system) {
    unix.mlockErrno = 1;
    PageLockException failure = failureOn(system);
    assertEquals(Reason.NOT_PERMITTED, failure.reason());
    assertTrue(failure.remedy().isPresent());
  }

  @Test
  void enosysIsUnsupported() {
    unix.mlockErrno = 78;
    assertEquals(Reason.UNSUPPORTED, failureOn(UnixSystem.OPENBSD).reason());
  }

  @Test
  void ofAnUnknownSystemOnlyTheWordsAndTheHolesAreKnown() {
    unix.efault = 1014;
    unix.enomem = 1012;
    unix.unmap(1);
    PageLockException hole = failureOn(UnixSystem.OTHER);
    assertEquals(Reason.NOT_MAPPED, hole.reason());
    assertEquals("errno 1012", hole.errnoName());
    unix.mlockErrno = 1035;
    unix.mapped.add(page(1));
    PageLockException failure = failureOn(UnixSystem.OTHER);
    assertEquals(Reason.OTHER, failure.reason());
    assertTrue(failure.toString().contains("the system's words for 1035"), failure.toString());
  }

  @Test
  void aPageSizeThatCannotBeIsRefused() {
    for (int size : new int[] {-1, 0, 3000}) {
      unix.pageSize = size;
      PageLockException failure = assertThrows(PageLockException.class, () -> on(UnixSystem.OTHER));
      assertEquals(Reason.UNSUPPORTED, failure.reason());
    }
  }

  @Test
  void theWholeProcessIsLockedByOneCall() {
    unix.limits.put(6, 65536L);
    ProcessLocking process = on(UnixSystem.OPENBSD).process().orElseThrow();
    process.lockAll(true, true);
    assertEquals(3, unix.mlockallFlags);
    assertEquals(16, unix.locked.size());
    process.unlockAll();
    assertEquals(0, unix.locked.size());
    unix.mlockallErrno = 12;
    PageLockException refused =
        assertThrows(PageLockException.class, () -> process.lockAll(true, false));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    assertEquals("mlockall", refused.operation());
    assertEquals(
        Reason.UNLOCK_FAILED, assertThrows(PageLockException.class, process::unlockAll).reason());
  }

  /** macOS has the symbol, and ENOSYS; AIX has other numbers, which nobody has looked up. */
  @Test
  void whereItDoesNothingOrIsNotKnownItIsMissing() {
    assertTrue(on(UnixSystem.AIX).process().isEmpty());
    unix.mlockallErrno = 78;
    assertTrue(on(UnixSystem.MACOS).process().isEmpty());
    assertFalse(on(UnixSystem.MACOS).capabilities().contains(Capability.PROCESS));
  }
}
