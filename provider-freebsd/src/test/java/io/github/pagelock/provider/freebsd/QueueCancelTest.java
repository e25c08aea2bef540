package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeAio.throwsAt;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Q6 to Q10 and Q17 of docs/freebsd-queue.md, where something throws or somebody interferes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueCancelTest {
  private final QueueHarness harness = new QueueHarness();
  private final FakeAio kernel = harness.kernel;

  private static Error noMemory() {
    return new Injected("a test's");
  }

  @Test
  void aCancelForWhichThereIsNoMemoryChangesNothing() throws Exception {
    boolean[] poor = {true};
    EndFailures failures =
        new EndFailures(
            QueueHarness.lockFailures(kernel), new AioSettings(1 << 20, 256, 1024, 32, 1, 1)) {
          @Override
          PageLockException cancelled(long address, long byteCount) {
            if (poor[0]) {
              throw new Injected("a test's");
            }
            return super.cancelled(address, byteCount);
          }
        };
    QueueHarness harness = new QueueHarness(QueueHarness.PATIENCE, failures);
    harness.kernel.roomFor(0);
    Told waiting = harness.submit();
    Told other = harness.submit();
    assertThrows(Injected.class, waiting.request()::cancel);
    assertEquals(0, waiting.times());

    poor[0] = false;
    assertEquals(Cancellation.CANCELLED, waiting.request().cancel());
    assertEquals(Cancellation.ALREADY_DONE, waiting.request().cancel());
    assertEquals(Reason.CANCELLED, waiting.failure().reason());
    harness.kernel.roomFor(256);
    harness.assertAllToldOnce(List.of(waiting, other));
    assertTrue(other.isLocked());
  }

  @Test
  void theListenerOfACancelledRequestHarmsOnlyItself() throws Exception {
    kernel.roomFor(0);
    Error thrown = new AssertionError("a listener's");
    Told waiting = harness.submit(() -> thrown);
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    List<Throwable> reported = new ArrayList<>();
    Thread.currentThread().setUncaughtExceptionHandler((thread, problem) -> reported.add(problem));
    try {
      assertEquals(Cancellation.CANCELLED, waiting.request().cancel());
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertEquals(List.of(thrown), reported);
    harness.assertAllToldOnce(List.of(waiting));
  }

  @Test
  void aCancelThatThrewAfterTheKernelHadCancelledEndsAsTheKernelSays() throws Exception {
    kernel.hold(true);
    Told told = harness.submit();
    Error thrown = noMemory();
    kernel.fault = throwsAt("aio_cancel", true, 1, () -> thrown);
    assertSame(thrown, assertThrows(Injected.class, told.request()::cancel));
    harness.assertAllToldOnce(List.of(told));
    assertEquals(Reason.CANCELLED, told.failure().reason());
    assertEquals(FreeBsd.ECANCELED, told.failure().errno());
  }

  @Test
  void aCancelThatThrewBeforeItLeavesTheRequestWhereItWas() throws Exception {
    kernel.hold(true);
    Told told = harness.submit();
    kernel.fault = throwsAt("aio_cancel", false, 1, QueueCancelTest::noMemory);
    assertThrows(Injected.class, told.request()::cancel);
    assertEquals(0, told.times());
    kernel.letGo();
    harness.assertAllToldOnce(List.of(told));
    assertTrue(told.isLocked());
  }

  @Test
  void withoutItsDescriptorARequestGoesOn() throws Exception {
    kernel.hold(true);
    Told told = harness.submit();
    kernel.closedBySomebodyElse(harness.queue.reaper().kqueue());
    assertEquals(Cancellation.NOT_CANCELLED, told.request().cancel());
    kernel.letGo();
    harness.assertAllToldOnce(List.of(told));
    assertTrue(told.isLocked());
  }

  /** The kernel compares the number with the one that the request was submitted with. */
  @Test
  void aRequestIsCancelledByTheDescriptorThatItWasSubmittedWith() throws Exception {
    kernel.hold(true);
    Told first = harness.submit();
    harness.queue.lost(harness.queue.reaper().kqueue()); // as after an EBADF of somebody else's
    Told second = harness.submit();
    assertEquals(Cancellation.CANCELLED, first.request().cancel());
    assertEquals(Cancellation.CANCELLED, second.request().cancel());
    awaitTold(first, second);
    assertEquals(Reason.CANCELLED, first.failure().reason());
    assertEquals(Reason.CANCELLED, second.failure().reason());
    harness.assertAllToldOnce(List.of(first, second));
  }
}
