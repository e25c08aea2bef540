package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.fake.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Virtual threads that wait for a pending lock leave their carriers to others. They are started by
 * reflection, because this is compiled for Java 17.
 */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with Java 21")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualThreadTest {
  /** More than the JDK ever starts carriers for them (256 unless set). */
  private static final int WAITING = 400;

  private static final Duration PATIENCE = Patience.ofThisMachine();
  private static final Duration LONG = Duration.ofHours(1);

  private final FakeKernel kernel = new FakeKernel();
  private final CountDownLatch begun = new CountDownLatch(WAITING);
  private final CountDownLatch woken = new CountDownLatch(WAITING);

  /** A way to wait. */
  private interface Wait {
    boolean ended(PendingLock<LockedRange> pending) throws InterruptedException;
  }

  private static void start(Runnable task) {
    try {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no virtual threads", e);
    }
  }

  private static boolean reached(CountDownLatch latch) throws InterruptedException {
    return latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void waitInMany(Wait wait) throws InterruptedException {
    long address = kernel.map(1);
    Gate gate = kernel.stopAt(call -> call.covers(address));
    try (PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build()) {
      PendingLock<LockedRange> pending =
          locker.lockAsync(MemoryRange.ofAddress(address, kernel.pageSize(), null));
      gate.awaitReached();
      for (int i = 0; i < WAITING; i++) {
        start(
            () -> {
              begun.countDown();
              try {
                if (wait.ended(pending)) {
                  woken.countDown();
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
      }
      assertTrue(reached(begun), () -> "threads that find no carrier: " + begun.getCount());
      CountDownLatch another = new CountDownLatch(1);
      start(another::countDown);
      assertTrue(reached(another), "those that wait have pinned every carrier");
      assertEquals(WAITING, woken.getCount());
      gate.release();
      assertTrue(reached(woken), () -> "threads that were not woken: " + woken.getCount());
      assertEquals(State.LOCKED, pending.state());
      pending.result().close();
    } finally {
      gate.release();
    }
  }

  @Test
  void waitingVirtualThreadsDoNotPinTheirCarriers() throws InterruptedException {
    waitInMany(pending -> pending.await(LONG));
  }

  @Test
  void virtualThreadsThatWaitForAnyDoNotPinTheirCarriers() throws InterruptedException {
    waitInMany(pending -> PendingLock.awaitAny(List.of(pending), LONG).isPresent());
  }

  @Test
  void carriersThatArePinnedWouldBeSeen() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    try {
      for (int i = 0; i < WAITING; i++) {
        start(
            () -> {
              begun.countDown();
              while (go.getCount() > 0) {
                Thread.onSpinWait();
              }
              woken.countDown();
            });
      }
      assertFalse(begun.await(200, TimeUnit.MILLISECONDS), "more carriers than threads");
    } finally {
      go.countDown();
    }
    assertTrue(reached(woken));
  }
}
