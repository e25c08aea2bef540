package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Pointer;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.provider.linux.KernelOracle;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.tck.LockOracle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The errors of FreeBSD, as the simulator gives them, become what the facts say of them. */
class FreeBsdProviderOnSimulatorTest {
  private static final int PAGES = 8;
  private static final LockOracle LOCKED = new KernelOracle();

  @TempDir private static Path directory;
  private static SimulatorFixture fixture;
  private static PageOperations operations;
  private static long page;
  private static long memory;

  @BeforeAll
  static void load() throws Exception {
    fixture = new SimulatorFixture(directory, PAGES);
    operations = FreeBsdOnLibrary.provider(fixture.library).open();
    page = fixture.page;
    memory = Pointer.nativeValue(fixture.page(0));
  }

  @AfterEach
  void unlockAndReset() {
    fixture.simulator.sim_reset();
    operations.unlock(memory, PAGES * page);
  }

  private static PageLockException failure(int pages) {
    long before = LOCKED.lockedBytes();
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.lock(memory, pages * page));
    assertEquals(before, LOCKED.lockedBytes(), "bytes locked after a failure");
    return failure;
  }

  private static Cause cause(PageLockException failure) {
    return failure.diagnosis().orElseThrow().cause();
  }

  @Test
  void whatIsLockedIsSeenByTheKernelsMap() {
    operations.lock(memory + page, 2 * page);

    assertEquals(
        List.of(KernelState.LOCKED, KernelState.NOT_LOCKED, KernelState.PARTLY),
        operations.verify(
            List.of(
                new PageSpan(memory + page, 2 * page),
                new PageSpan(memory + 3 * page, page),
                new PageSpan(memory, 2 * page))));
    assertEquals(LOCKED.lockedBytes(), LimitNumbers.locked(operations.limits()));
  }

  @Test
  void limitsAreThoseOfTheProcess() {
    fixture.simulator.sim_memlock(3 * page, -1);
    LockLimits limits = operations.limits();
    assertEquals(3 * page, LimitNumbers.soft(limits));
    assertEquals(LimitNumbers.UNLIMITED, LimitNumbers.hard(limits));
    assertTrue(limits.binds());
  }

  @Test
  void rootIsBoundByTheLimitAndRelockingIsChargedAgain() {
    operations.lock(memory, 2 * page);
    fixture.simulator.sim_memlock(LOCKED.lockedBytes() + page, -1);

    PageLockException failure = failure(2);

    assertEquals(Cause.LIMIT, cause(failure));
    assertEquals("ENOMEM", failure.errnoName());
  }

  @Test
  void theLimitOfTheSystemIsFound() {
    fixture.simulator.sim_sysctl("vm.max_user_wired", 100);
    fixture.simulator.sim_elsewhere(0, 99);
    assertEquals(Cause.SYSTEM_LIMIT, cause(failure(4)));
    assertEquals(Cause.SYSTEM_LIMIT, operations.diagnose(memory, 4 * page).orElseThrow().cause());
  }

  @Test
  void onTwelveItIsEagain() {
    fixture.simulator.sim_osreldate(1201000);
    fixture.simulator.sim_sysctl("vm.max_wired", 100);
    fixture.simulator.sim_elsewhere(0, 99);

    PageLockException failure = failure(4);

    assertEquals(Cause.SYSTEM_LIMIT, cause(failure));
    assertEquals(35, failure.errno());
    assertEquals("EAGAIN", failure.errnoName());
  }

  @Test
  void aUserWhoMayNotLockIsToldWhy() {
    fixture.simulator.sim_process(0, 0, 0);
    fixture.simulator.sim_sysctl("security.bsd.unprivileged_mlock", 0);

    PageLockException failure = failure(1);
    operations.unlock(memory, page); // as the engine does after a failure

    assertEquals(Cause.PRIVILEGE, cause(failure));
    assertTrue(failure.toString().contains("unprivileged_mlock=1"), failure::toString);
    assertEquals(Cause.PRIVILEGE, operations.diagnose(0, 0).orElseThrow().cause());
  }

  @Test
  void aJailIsToldOfAllowMlock() {
    fixture.simulator.sim_process(1, 1, 0);
    PageLockException failure = failure(1);
    assertEquals(Cause.PRIVILEGE, cause(failure));
    assertTrue(failure.toString().contains("allow.mlock=1"), failure::toString);
  }

  @Test
  void anAddressThatOverflowsIsNoRange() {
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.lock(-page, 2 * page));
    assertEquals("EINVAL", failure.errnoName());
  }
}
