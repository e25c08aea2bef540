package io.github.pagelock.provider.fallback;

import static io.github.pagelock.provider.fallback.ScriptedUnix.BASE;
import static io.github.pagelock.provider.fallback.ScriptedUnix.PAGE;
import static io.github.pagelock.provider.fallback.ScriptedUnix.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** munlock stops at a hole on Linux and does nothing on FreeBSD; nothing may stay locked. */
class UnlockBeyondHolesTest {
  private static final int PAGES = 64;

  private final ScriptedUnix unix = new ScriptedUnix(PAGES);

  private FallbackPageOperations on(UnixSystem system) {
    return new FallbackPageOperations(unix, system);
  }

  @ParameterizedTest
  @EnumSource
  void everyMappedPageIsUnlocked(ScriptedUnix.AtHole atHole) {
    unix.atHole = atHole;
    FallbackPageOperations operations = on(UnixSystem.FREEBSD);
    operations.lock(BASE, PAGES * PAGE);
    for (int hole : new int[] {0, 9, 10, 31, 32, 63}) {
      unix.unmap(hole);
    }
    operations.unlock(BASE, PAGES * PAGE);
    assertEquals(Set.of(), unix.locked);
    assertTrue(unix.munlocks < 60, () -> unix.munlocks + " calls");
    assertTrue(unix.openPipes.isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void whereNothingIsMappedNothingFails(UnixSystem system) {
    FallbackPageOperations operations = on(system);
    operations.lock(BASE, PAGES * PAGE);
    for (int i = 0; i < PAGES; i++) {
      unix.unmap(i);
    }
    operations.unlock(BASE, PAGES * PAGE);
  }

  @Test
  void nothingBeforeAndBehindTheRangeIsUnlocked() {
    FallbackPageOperations operations = on(UnixSystem.FREEBSD);
    operations.lock(BASE, 12 * PAGE);
    unix.unmap(5);
    operations.unlock(page(2), 7L * PAGE);
    assertEquals(Set.of(page(0), page(1), page(9), page(10), page(11)), unix.locked);
  }

  @Test
  void aMappedPageThatStaysLockedIsAnErrorWithItsAddress() {
    FallbackPageOperations operations = on(UnixSystem.LINUX);
    operations.lock(BASE, 4 * PAGE);
    unix.unmap(1);
    unix.munlockErrno = 12;
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.unlock(BASE, 4 * PAGE));
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertEquals("ENOMEM", failure.errnoName());
    String where =
        "3 mapped pages may stay locked, the first of them at 0x" + Long.toHexString(BASE);
    assertTrue(failure.toString().contains(where), failure.toString());
  }

  /** Other threads map the hole just before it is probed, and unmap it again some times. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aHoleThatIsMappedByTheTimeItIsProbedIsNotCalledStuck(int times) {
    FallbackPageOperations operations = on(UnixSystem.LINUX);
    operations.lock(BASE, 4 * PAGE);
    unix.unmap(1);
    int[] probes = {0};
    unix.onPipe =
        () -> {
          probes[0]++;
          unix.mapped.add(page(1));
        };
    unix.onMunlock =
        () -> {
          if (probes[0] > 0 && probes[0] < times) {
            unix.unmap(1);
          }
        };
    operations.unlock(BASE, 4 * PAGE);
    assertEquals(times, probes[0]);
    assertEquals(Set.of(), unix.locked);
    assertTrue(unix.openPipes.isEmpty());
  }

  @Test
  void withoutAPipeWhatCanBeUnlockedNowIsNoError() {
    FallbackPageOperations operations = on(UnixSystem.LINUX);
    operations.lock(BASE, 4 * PAGE);
    unix.unmap(1);
    unix.pipeErrno = 24; // EMFILE
    unix.onPipe = () -> unix.mapped.add(page(1));
    operations.unlock(BASE, 4 * PAGE);
    assertEquals(Set.of(), unix.locked);
  }

  /** FreeBSD with security.bsd.unprivileged_mlock=0 forbids both. */
  @Test
  void aProcessThatNeverMightLockHasNothingToUnlock() {
    FallbackPageOperations operations = on(UnixSystem.FREEBSD);
    unix.mlockErrno = 1;
    unix.munlockErrno = 1;
    assertThrows(PageLockException.class, () -> operations.lock(BASE, PAGE));
    operations.unlock(BASE, PAGE);
  }

  @Test
  void aProcessThatLostThePermissionIsTold() {
    FallbackPageOperations operations = on(UnixSystem.FREEBSD);
    operations.lock(BASE, 2L * PAGE);
    unix.munlockErrno = 1;
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.unlock(BASE, 2L * PAGE));
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertEquals("EPERM", failure.errnoName());
  }
}
