package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeAio.throwsAt;
import static io.github.pagelock.provider.freebsd.QueueHarness.await;
import static io.github.pagelock.provider.freebsd.QueueHarness.awaitTold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import io.github.pagelock.provider.freebsd.QueueHarness.Told;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Q11 and Q14 to Q16 of docs/freebsd-queue.md: there is no thread, no descriptor, no memory, or no
 * room to be had.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueWithoutTest {
  private static final int EMFILE = 24;
  private final QueueHarness harness = new QueueHarness();
  private final FakeAio kernel = harness.kernel;

  private static Error noMemory() {
    return new Injected("a test's");
  }

  private void assertLockedByThisThread(Told told) {
    assertTrue(told.isLocked());
    assertSame(Thread.currentThread(), told.by());
  }

  @Test
  void withoutAThreadTheOneThatSubmitsLocksAndTheNextAsksForAThreadAgain() throws Exception {
    harness.noThreads = true;
    assertLockedByThisThread(harness.submit());
    assertLockedByThisThread(harness.submit());
    assertEquals(2, harness.threadsAskedFor.get());
    assertEquals(List.of(FakeFreeBsd.page(0), FakeFreeBsd.page(1)), kernel.lockedByMlock());
    assertEquals(0, kernel.kqueues());

    harness.noThreads = false;
    Told last = harness.submit();
    awaitTold(last);
    assertSame(harness.threads.get(2), last.by());
    assertEquals(2, kernel.lockedByMlock().size());
    harness.assertAllToldOnce(List.of(last));
  }

  @ParameterizedTest
  @ValueSource(ints = {EMFILE, 23, FreeBsd.ENOMEM})
  void withoutADescriptorTheOneThatSubmitsLocks(int errno) throws Exception {
    kernel.noKqueue(errno);
    assertLockedByThisThread(harness.submit());

    kernel.noKqueue(0);
    Told next = harness.submit();
    awaitTold(next);
    assertSame(harness.threads.get(0), next.by());
    harness.assertAllToldOnce(List.of(next));
  }

  @Test
  void withoutMemoryForTheControlBlockTheOneThatSubmitsLocks() throws Exception {
    Told first = harness.submit();
    harness.assertAllToldOnce(List.of(first)); // its blocks are gone with the thread
    kernel.fault = throwsAt("addressOf", false, 2, QueueWithoutTest::noMemory);
    assertLockedByThisThread(harness.submit()); // of the events
    assertLockedByThisThread(harness.submit());
    kernel.fault = FakeAio.NONE;
    Told next = harness.submit();
    harness.assertAllToldOnce(List.of(next));
    assertTrue(next.isLocked());
  }

  @Test
  void aKqueueCallThatThrowsIsAsGoodAsNone() throws Exception {
    kernel.fault = throwsAt("kqueue", false, 1, QueueWithoutTest::noMemory);
    assertLockedByThisThread(harness.submit());
  }

  @Test
  void withoutMemoryForABlockItWaitsForOneThatTheKernelHas() throws Exception {
    kernel.hold(false);
    Told first = harness.submit();
    kernel.fault = throwsAt("addressOf", false, 1000, QueueWithoutTest::noMemory);
    Told second = harness.submit();
    assertEquals(0, second.times());
    kernel.letGo();
    harness.assertAllToldOnce(List.of(first, second));
    assertTrue(second.isLocked());
    assertEquals(List.of(), kernel.lockedByMlock());
  }

  @Test
  void aLineWhoseKqueueIsGoneAndCannotBeReplacedIsLockedByCalls() throws Exception {
    kernel.roomFor(0);
    List<Told> told = IntStream.range(0, 5).mapToObj(i -> harness.submit()).toList();
    kernel.noKqueue(EMFILE);
    kernel.closedBySomebodyElse(harness.queue.reaper().kqueue());
    kernel.roomFor(256);
    harness.assertAllToldOnce(told);
    assertTrue(told.stream().allMatch(Told::isLocked));
    assertEquals(5, kernel.lockedByMlock().size());
  }

  @Test
  void whatMlockSaysThenIsTheReason() {
    harness.noThreads = true;
    kernel.mlockErrno = FreeBsd.EPERM;
    PageLockException failure = harness.submit().failure();
    assertEquals(Reason.NOT_PERMITTED, failure.reason());
    assertEquals("mlock", failure.operation());
  }

  @Test
  void whatMlockThrowsThenIsTheCause() {
    harness.noThreads = true;
    Error thrown = noMemory();
    kernel.fault = throwsAt("mlock", true, 1, () -> thrown);
    PageLockException failure = harness.submit().failure();
    assertEquals(Reason.OTHER, failure.reason());
    assertSame(thrown, failure.getCause());
  }

  @Test
  void whatIsLockedByACallCannotBeCancelled() throws Exception {
    CountDownLatch inCall = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    kernel.noKqueue(0);
    kernel.roomFor(0);
    Told told = harness.submit();
    kernel.fault =
        (call, done) -> {
          if (call.equals("mlock") && !done) {
            inCall.countDown();
            awaitUnchecked(goOn);
          }
        };
    kernel.noKqueue(EMFILE);
    kernel.closedBySomebodyElse(harness.queue.reaper().kqueue());
    kernel.roomFor(256);
    inCall.await();
    assertEquals(Cancellation.NOT_CANCELLED, told.request().cancel());
    goOn.countDown();
    harness.assertAllToldOnce(List.of(told));
    assertTrue(told.isLocked());
    assertEquals(Cancellation.ALREADY_DONE, told.request().cancel());
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whereOthersHoldTheKernelsQueueForLongAllThatWaitAreTold() throws Exception {
    QueueHarness impatient = new QueueHarness(Duration.ofMillis(50));
    impatient.kernel.roomFor(0);
    AtomicReference<Error> thrown = new AtomicReference<>(new AssertionError("a listener's"));
    List<Told> told =
        List.of(
            impatient.submit(() -> thrown.getAndSet(null)), impatient.submit(), impatient.submit());
    impatient.assertAllToldOnce(told);
    for (Told one : told) {
      assertEquals(Reason.TRY_AGAIN, one.failure().reason());
    }
    assertEquals(1, impatient.reported.size());
  }

  @Test
  void aRequestForWhichThereIsNoMemoryAtAllIsNotQueued() throws Exception {
    EndFailures none =
        new EndFailures(
            QueueHarness.lockFailures(kernel), new AioSettings(1 << 20, 256, 1024, 32, 1, 1)) {
          @Override
          PageLockException withoutMemory(long address, long byteCount) {
            throw new Injected("a test's");
          }
        };
    QueueHarness poor = new QueueHarness(QueueHarness.PATIENCE, none);
    Told told = new Told(() -> null);
    assertThrows(
        Injected.class, () -> poor.queue.submit(FakeFreeBsd.page(0), FakeFreeBsd.PAGE, told));
    await("nothing", () -> poor.queue.blocksInUse() == 0);
    assertEquals(0, poor.threadsAskedFor.get());
    assertEquals(0, told.times());
    assertEquals(0, poor.kernel.unreturned());
  }
}
