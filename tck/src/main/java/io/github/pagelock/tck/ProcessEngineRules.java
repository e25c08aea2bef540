package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.spi.ProcessLocking;
import java.lang.ref.Reference;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** R3, R5 to R8 and R10: what the engine makes of a provider that locks the whole process. */
interface ProcessEngineRules extends Rules {
  /** A mapping of fewer bytes, locked or released at once, needs no sleep after it. */
  long SMALL = 1L << 20;

  /**
   * While the process is locked, the close of a range unlocks nothing, and is counted all the same.
   * When it fails, look at what a release calls.
   */
  @Test
  default void optional_R03_closeOfARangeUnlocksNothingMeanwhile() {
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(4);
    LockedRange early = bench().lock(region, 0, 2);
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockedRange late = bench().lock(region, 1, 4);
    bench().recorder().clearCalls();
    early.close();
    late.close();
    assertEquals(0, bench().callsThat(KernelCall::isUnlock), "unlock calls");
    for (int i = 0; i < 4; i++) {
      assertTrue(oracle.isLocked(bench().page(region, i)), "page " + i + " was unlocked");
    }
    assertEquals(0, bench().locker().statistics().heldBytes());
    lock.close();
    for (int i = 0; i < 4; i++) {
      assertFalse(oracle.isLocked(bench().page(region, i)), "page " + i + " is still locked");
    }
  }

  /** Process locks nest, and only the last close unlocks: look at how they are counted. */
  @Test
  default void optional_R05_lastCloseReleasesTheProcess() {
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(2);
    ProcessLock one = bench().lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    ProcessLock two =
        bench().locker(settings -> settings).lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    one.close();
    one.close();
    assertFalse(one.isLocked());
    boolean held = oracle.isLocked(bench().page(region, 0));
    two.close();
    assertTrue(held, "unlocked by the first close");
    assertFalse(two.isLocked());
    assertFalse(oracle.isLocked(bench().page(region, 0)), "not unlocked by the last close");
  }

  /**
   * A failure in the middle leaves nothing locked but what is held. When it fails, look for chunks
   * that are forgotten.
   */
  @Test
  default void optional_R06_failureInTheMiddleLeavesNothing() {
    bench().needs(Capability.PROCESS_BY_CHUNKS);
    bench().needsProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    long before = oracle.lockedBytes();
    TestRegion region = bench().region(64);
    LockedRange held = bench().lock(region, 3, 5);
    bench().recorder().faults().failLocksAfter(32L * bench().pageSize(), Fault.EAGAIN);
    PageLockException failure =
        assertThrows(
            PageLockException.class,
            () -> bench().lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN));
    assertEquals(Reason.TRY_AGAIN, failure.reason());
    assertTrue(oracle.isLocked(bench().page(region, 3)), "a held page was unlocked");
    TestRegion later = bench().region(1);
    assertFalse(oracle.isLocked(bench().page(later, 0)), "the future is locked still");
    held.close();
    assertEquals(before, oracle.lockedBytes(), "bytes that are still locked");
  }

  /** Whoever is told of the progress may end it: look for what swallows his exception. */
  @Test
  default void optional_R06_progressThatThrowsEndsIt() {
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    long before = oracle.lockedBytes();
    bench().region(4);
    IllegalStateException enough = new IllegalStateException("enough");
    assertSame(
        enough,
        assertThrows(
            IllegalStateException.class,
            () ->
                bench()
                    .lockProcess(
                        ProcessScope.CURRENT,
                        LockMode.PLAIN,
                        (done, total) -> {
                          throw enough;
                        })));
    assertEquals(before, oracle.lockedBytes(), "bytes that are still locked");
  }

  /**
   * A limit that all that is mapped exceeds is refused before anything is locked, for the future
   * also one that leaves a JVM nothing, and the message says how much is missing. Look for a call.
   */
  @Test
  default void optional_R07_limitThatIsTooLowIsRefusedBeforeAnythingIsLocked() {
    bench().needs(Capability.PROCESS);
    Assumptions.assumeTrue(
        bench().raw().process().orElseThrow().mappedBytes() != ProcessLocking.UNKNOWN,
        "the provider does not tell how much is mapped");
    bench().region(4);
    bench().limitTo(2);
    PageLocker limited = bench().locker(settings -> settings);
    for (ProcessScope scope : List.of(ProcessScope.CURRENT_AND_FUTURE, ProcessScope.FUTURE)) {
      PageLockException refused =
          assertThrows(
              PageLockException.class, () -> bench().lockProcess(limited, scope, LockMode.PLAIN));
      assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
      assertTrue(
          String.valueOf(refused.getMessage()).contains("bytes too low"), refused::getMessage);
      Diagnosis told = limited.diagnoseProcess(scope, LockMode.PLAIN, 0);
      assertEquals(Diagnosis.Cause.LIMIT, told.cause());
    }
    assertEquals(0, bench().callsThat(KernelCall::isLock), "lock calls");
  }

  /** Without the capability it is refused, or said to be missing: look for one that pretends. */
  @Test
  default void required_R08_missingCapabilityThrowsUnsupported() {
    bench().recorder().hide(Capability.PROCESS);
    PageLocker without = bench().locker();
    Rules.assertUnsupported(
        () -> bench().lockProcess(without, ProcessScope.CURRENT, LockMode.PLAIN));
    assertEquals(
        Diagnosis.Cause.MISSING_CALL,
        without.diagnoseProcess(ProcessScope.CURRENT, LockMode.PLAIN, 0).cause());
    PageLocker bestEffort = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    ProcessLock degraded = bench().lockProcess(bestEffort, ProcessScope.CURRENT, LockMode.PLAIN);
    assertFalse(degraded.isLocked());
    assertEquals(Reason.UNSUPPORTED, degraded.degradation().orElseThrow().reason());
    degraded.close();
    assertEquals(0, bench().callsThat(KernelCall::isLock), "lock calls");
  }

  /**
   * No call covers more than a chunk, and between two the thread sleeps, also at the end. When it
   * fails, look for an mlockall(MCL_CURRENT) or munlockall.
   */
  @Test
  default void optional_R10_processGoesByChunksAndSleepsBetween() {
    bench().needs(Capability.PROCESS_BY_CHUNKS);
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    assertChunked("lock", region);
    bench().recorder().clearCalls();
    lock.close();
    assertChunked("release", region);
  }

  private void assertChunked(String what, TestRegion region) {
    List<KernelCall> calls =
        bench().recorder().calls().stream()
            .filter(call -> call.address() < region.address() + region.byteCount())
            .filter(call -> call.address() + call.byteCount() > region.address())
            .toList();
    assertTrue(calls.size() > 1, () -> what + ": " + calls);
    for (int i = 0; i < calls.size(); i++) {
      KernelCall call = calls.get(i);
      assertTrue(call.byteCount() <= ChunkRules.LARGEST_CHUNK, () -> what + ": " + call);
      // After a small mapping, such as one beside a page that somebody holds, no sleep is due.
      if (i > 0 && calls.get(i - 1).waits() >= 0 && calls.get(i - 1).byteCount() >= SMALL) {
        KernelCall before = calls.get(i - 1);
        assertTrue(call.waits() > before.waits(), () -> what + " does not sleep before " + call);
      }
    }
  }

  /** A process lock that is lost is released and said: look for what keeps it reachable. */
  @Test
  default void optional_R10_lostProcessLockIsReleased() {
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(2);
    try (LogCapture log = new LogCapture()) {
      lockAndForget(oracle, region);
      assertTrue(
          Garbage.collectUntil(bench().patience(), () -> !oracle.isLocked(bench().page(region, 0))),
          "a lost process lock was not released");
      assertTrue(
          log.messages().stream().anyMatch(text -> text.contains("ProcessLock was lost")),
          () -> "reports: " + log.messages());
    }
  }

  private void lockAndForget(LockOracle oracle, TestRegion region) {
    ProcessLock lock = bench().locker().lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    try {
      assertTrue(oracle.isLocked(bench().page(region, 0)));
    } finally {
      Reference.reachabilityFence(lock);
    }
  }
}
