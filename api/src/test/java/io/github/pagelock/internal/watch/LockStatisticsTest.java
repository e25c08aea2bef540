package io.github.pagelock.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockStatisticsMXBean;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.engine.EngineFixture;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockStatisticsTest {
  private static final int PAGE = 4 << 20;
  private static final LockStatistics NOTHING = LockStatistics.of(0, 0, 0, 0, 0, 0, 0, Map.of());

  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final long base = kernel.map(64);
  private final PageLocker locker = locker(kernel);
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private static PageLocker locker(FakeKernel kernel) {
    return PageLocker.builder().provider(new FakeProvider(kernel)).workers(1).capacity(2).build();
  }

  @AfterEach
  void nothingIsLeft() {
    locker.close();
    LockStatistics now = locker.statistics();
    assertEquals(0, now.liveHandles());
    assertEquals(0, now.heldBytes());
    assertEquals(0, now.heldIntervals());
    assertEquals(0, now.pendingLocks());
    assertEquals(0, kernel.lockedBytes());
  }

  private MemoryRange range(int first, int count) {
    return MemoryRange.ofAddress(base + (long) first * PAGE, (long) count * PAGE, null);
  }

  @Test
  void aNewLockerHasCountedNothing() {
    assertEquals(NOTHING, locker.statistics());
  }

  @Test
  void everyPageCountsOnceHoweverManyHoldIt() {
    kernel.setNanosPerPage(2_000_000); // so that chunks do not grow
    LockedRange one = locker.lock(range(0, 3));
    try (LockedRange two = locker.lock(range(2, 2));
        PageLocker other = locker(kernel)) {
      LockStatistics now = locker.statistics();
      assertEquals(2, now.liveHandles());
      assertEquals(4L * PAGE, now.heldBytes());
      assertEquals(3, now.heldIntervals(), "held once, twice, once");
      assertEquals(5, now.chunks());
      assertEquals(0, other.statistics().liveHandles());
      assertEquals(4L * PAGE, other.statistics().heldBytes(), "of the domain");
      one.close();
      one.close();
      assertEquals(1, locker.statistics().liveHandles());
      assertEquals(2L * PAGE, locker.statistics().heldBytes());
      // Two chunks of the three called the kernel.
      assertEquals(7, locker.statistics().chunks());
      assertTrue(two.isLocked());
    }
  }

  @Test
  void pagesAreHeldOnlyOnceTheirCallHasEnded() throws Exception {
    Gate gate = kernel.stopAt(call -> call.covers(base));
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 1));
    gate.awaitReached();
    LockStatistics before = locker.statistics();
    assertEquals(1, before.pendingLocks());
    assertEquals(0, before.heldBytes());
    assertEquals(0, before.liveHandles());
    gate.release();
    assertTrue(pending.await(Duration.ofSeconds(30)));
    LockStatistics after = locker.statistics();
    assertEquals(0, after.pendingLocks());
    assertEquals(PAGE, after.heldBytes());
    assertEquals(1, after.liveHandles());
    pending.result().close();
  }

  @Test
  void failuresAreCountedByReason() throws Exception {
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    assertThrows(PageLockException.class, () -> locker.lock(range(0, 1)));
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    assertTrue(locker.lockAsync(range(0, 1)).await(Duration.ofSeconds(30)));

    Gate gate = kernel.stopAt(call -> call.covers(base));
    PendingLock<LockedRange> one = locker.lockAsync(range(0, 2));
    gate.awaitReached();
    PendingLock<LockedRange> two = locker.lockAsync(range(3, 1));
    assertThrows(PageLockException.class, () -> locker.lockAsync(range(5, 1)));
    one.cancel();
    gate.release();
    assertTrue(one.await(Duration.ofSeconds(30)));
    assertTrue(two.await(Duration.ofSeconds(30)));

    kernel.failNextUnlocks(1);
    assertThrows(PageLockException.class, two.result()::close);
    locker.lock(range(3, 1)).close();
    assertEquals(
        Map.of(
            Reason.TRY_AGAIN, 2L,
            Reason.CANCELLED, 1L,
            Reason.QUEUE_FULL, 1L,
            Reason.UNLOCK_FAILED, 1L),
        locker.statistics().failures());
  }

  @Test
  void aDegradedHandleIsAFailureAndNotLive() {
    kernel.setLockLimit(0);
    try (PageLocker bestEffort =
        PageLocker.builder()
            .provider(new FakeProvider(kernel))
            .policy(LockPolicy.BEST_EFFORT)
            .build()) {
      LockedRange degraded = bestEffort.lock(range(0, 1));
      assertFalse(degraded.isLocked());
      assertEquals(0, bestEffort.statistics().liveHandles());
      assertEquals(Map.of(Reason.NOT_PERMITTED, 1L), bestEffort.statistics().failures());
      degraded.close();
      assertEquals(0, bestEffort.statistics().liveHandles());
    }
  }

  @Test
  void theLongestChunkIsTheKernelsNotTheWaiting() {
    kernel.setNanosPerPage(20_000_000);
    locker.lock(range(0, 1)).close();
    kernel.setNanosPerPage(0);
    locker.lock(range(1, 2)).close();
    LockStatistics now = locker.statistics();
    assertTrue(now.longestChunkNanos() >= 20_000_000, now::toString);
    assertEquals(PAGE, now.longestChunkBytes());
  }

  @Test
  void nothingIsLostWhereThreadsCountAtTheSameTime() throws Exception {
    int rounds = 2_000;
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int first = 8 * i;
      threads.add(
          EngineFixture.asyncRun(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  locker.lock(range(first, 1), LockMode.PLAIN).close();
                }
              }));
    }
    for (CompletableFuture<Void> thread : threads) {
      EngineFixture.get(thread);
    }
    assertEquals(0, locker.statistics().liveHandles());
    assertEquals(2L * 4 * rounds, locker.statistics().chunks());
  }

  @Test
  void theMXBeanTellsTheSameNumbersUntilTheLockerIsClosed() throws Exception {
    ObjectName name = new ObjectName(locker.registerMXBean("index"));
    assertEquals(new ObjectName("io.github.pagelock:type=PageLocker,name=index"), name);
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    assertThrows(PageLockException.class, () -> locker.lock(range(0, 1)));
    LockedRange locked = locker.lock(range(0, 2));

    LockStatisticsMXBean bean = JMX.newMXBeanProxy(server, name, LockStatisticsMXBean.class);
    LockStatistics now = locker.statistics();
    assertEquals("fake", bean.getProvider());
    assertEquals(1, bean.getLiveHandles());
    assertEquals(2L * PAGE, bean.getHeldBytes());
    assertEquals(1, bean.getHeldIntervals());
    assertEquals(0, bean.getPendingLocks());
    assertEquals(now.chunks(), bean.getChunks());
    assertEquals(now.longestChunkNanos(), bean.getLongestChunkNanos());
    assertEquals(now.longestChunkBytes(), bean.getLongestChunkBytes());
    assertEquals(Map.of("TRY_AGAIN", 1L), bean.getFailures());
    assertEquals(2L * PAGE, server.getAttribute(name, "HeldBytes"));
    locked.close();
    locker.close();
    assertFalse(server.isRegistered(name));
    assertThrows(IllegalStateException.class, () -> locker.registerMXBean("index"));
  }

  @Test
  void aNameBelongsToOneLockerAndALockerHasOneName() {
    locker.registerMXBean("mine");
    assertThrows(IllegalStateException.class, () -> locker.registerMXBean("other"));
    try (PageLocker other = locker(kernel)) {
      IllegalStateException taken =
          assertThrows(IllegalStateException.class, () -> other.registerMXBean("mine"));
      assertTrue(String.valueOf(taken.getMessage()).contains("mine"));
      assertThrows(IllegalArgumentException.class, () -> other.registerMXBean(" "));
      other.registerMXBean("other");
    }
  }

  @Test
  void whatWasUnregisteredCanBeRegisteredAgain() throws Exception {
    ObjectName name = new ObjectName(locker.registerMXBean("index"));
    locker.unregisterMXBean();
    assertFalse(server.isRegistered(name));
    locker.unregisterMXBean();
    ObjectName again = new ObjectName(locker.registerMXBean("other"));
    assertTrue(server.isRegistered(again));
    try (PageLocker other = locker(kernel)) {
      assertEquals(name, new ObjectName(other.registerMXBean("index")));
      locker.unregisterMXBean();
      assertTrue(server.isRegistered(name));
    }
  }

  @Test
  void anMBeanThatIsNotPagelocksKeepsItsName() throws Exception {
    ObjectName name = new ObjectName("io.github.pagelock:type=PageLocker,name=taken");
    server.registerMBean(new javax.management.timer.Timer(), name);
    try {
      assertThrows(IllegalStateException.class, () -> locker.registerMXBean("taken"));
      assertTrue(server.isRegistered(name));
    } finally {
      server.unregisterMBean(name);
    }
  }

  @Test
  void namesWithOtherCharactersAreQuotedAndAnyoneMayUnregister() throws Exception {
    ObjectName name = new ObjectName(locker.registerMXBean("a,b=c*"));
    assertEquals("a,b=c*", ObjectName.unquote(name.getKeyProperty("name")));
    server.unregisterMBean(name);
    locker.close();
  }
}
