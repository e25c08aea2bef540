package io.github.pagelock.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancels at each point of a submission. */
@Timeout(30)
class QueuedCallTest {
  private static final Pages FIRST = new Pages(0x10000, 0x11000);
  private static final Pages SECOND = new Pages(0x20000, 0x21000);

  private final List<QueuedCall> ended = new ArrayList<>();
  private final QueuedCall chunk = new QueuedCall(ended::add, settled -> {});
  private final StoppedQueue queue = new StoppedQueue();

  /** Each submission waits to be let go on, or is refused. */
  private static final class StoppedQueue implements LockQueue {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch mayReturn = new CountDownLatch(1);
    final List<Listener> listeners = new ArrayList<>();
    Cancellation answer = Cancellation.NOT_CANCELLED;
    @Nullable PageLockException refusal;

    @Override
    public long requestBytes() {
      return 1 << 20;
    }

    @Override
    public int window() {
      return 2;
    }

    @Override
    public Request submit(long address, long byteCount, Listener listener) {
      if (refusal != null) {
        throw refusal;
      }
      listeners.add(listener);
      inside.countDown();
      try {
        mayReturn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return () -> answer;
    }
  }

  @Test
  void cancelBeforeTheSubmissionKeepsItOut() {
    assertEquals(Cancellation.CANCELLED, chunk.cancel());
    chunk.submit(queue, List.of(FIRST));
    assertTrue(queue.listeners.isEmpty());
    assertCancelled();
  }

  @Test
  void cancelInsideTheSubmissionGetsTheAnswerOfTheQueue() throws Exception {
    CompletableFuture<Void> submission = begin(List.of(FIRST));
    CompletableFuture<Cancellation> answer = CompletableFuture.supplyAsync(chunk::cancel);
    assertThrows(TimeoutException.class, () -> answer.get(100, TimeUnit.MILLISECONDS));
    queue.mayReturn.countDown();
    assertEquals(Cancellation.NOT_CANCELLED, answer.get());
    submission.get();
    queue.listeners.get(0).ended(null, 1);
    assertEquals(List.of(chunk), ended);
    assertNull(chunk.failure());
  }

  @Test
  void cancelInsideTheSubmissionOfOneRunKeepsTheNextOutOrTheQueueLetsGo() throws Exception {
    queue.answer = Cancellation.CANCELLED;
    CompletableFuture<Void> submission = begin(List.of(FIRST, SECOND));
    CompletableFuture<Cancellation> answer = CompletableFuture.supplyAsync(chunk::cancel);
    assertThrows(TimeoutException.class, () -> answer.get(100, TimeUnit.MILLISECONDS));
    queue.mayReturn.countDown();
    assertEquals(Cancellation.CANCELLED, answer.get());
    submission.get();
    for (LockQueue.Listener listener : queue.listeners) {
      assertTrue(ended.isEmpty(), "before all of its runs have ended");
      listener.ended(cancelled(), 0);
    }
    assertCancelled();
  }

  @Test
  void listenerInsideTheSubmissionDoesNotWaitForIt() throws Exception {
    CompletableFuture<Void> submission = begin(List.of(FIRST));
    queue.listeners.get(0).ended(null, 1);
    assertTrue(ended.isEmpty(), "before the submission has returned");
    queue.mayReturn.countDown();
    submission.get();
    assertEquals(List.of(chunk), ended);
    assertTrue(chunk.isTouched());
  }

  @Test
  void refusedSubmissionIsTheFailureAndCancelAsksTheRest() {
    PageLockException refused =
        LockFailure.of(Reason.TRY_AGAIN, "lock", FIRST.start(), FIRST.byteCount()).build();
    queue.refusal = refused;
    chunk.submit(queue, List.of(FIRST, SECOND));
    assertSame(refused, chunk.failure());
    assertEquals(List.of(chunk), ended);
    assertEquals(Cancellation.NOT_CANCELLED, chunk.cancel());
  }

  private CompletableFuture<Void> begin(List<Pages> runs) throws InterruptedException {
    CompletableFuture<Void> submission =
        CompletableFuture.runAsync(() -> chunk.submit(queue, runs));
    queue.inside.await();
    return submission;
  }

  private static PageLockException cancelled() {
    return LockFailure.of(Reason.CANCELLED, "lock", FIRST.start(), FIRST.byteCount()).build();
  }

  private void assertCancelled() {
    assertEquals(List.of(chunk), ended);
    PageLockException failure = assertInstanceOf(PageLockException.class, chunk.failure());
    assertEquals(Reason.CANCELLED, failure.reason());
    assertFalse(chunk.isTouched());
  }
}
