package io.github.pagelock.internal.pending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.engine.EngineFixture;
import io.github.pagelock.internal.engine.TestEngine;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.view.PendingView;
import io.github.pagelock.internal.work.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transitions P20 to P25 of docs/pending.md: no result, no memory for one, no thread. */
@Timeout(60)
class PendingWorstDayTest {
  private final EngineFixture fixture = new EngineFixture();
  private final AtomicInteger ends = new AtomicInteger();

  /** Who can have no thread. */
  private final Workers nobody =
      new Workers(
          task -> {
            throw new OutOfMemoryError("a test's thread");
          },
          2,
          true);

  private @Nullable Error noResult;

  @AfterEach
  void nothingIsLeft() {
    fixture.assertNothingLeft();
  }

  private PendingSet engine(Workers workers) {
    return fixture.engine.pending(workers, 4);
  }

  private PendingRequest submit(PendingSet pending, Pages pages) {
    PendingRequest request =
        pending.request(
            List.of(TestEngine.rangeLock(pages, LockMode.PLAIN)),
            LockMode.PLAIN,
            new PendingRequest.Ending() {
              @Override
              public void makeResult(PendingRequest locked) {
                if (noResult != null) {
                  throw noResult;
                }
              }

              @Override
              public void atEnd(PendingRequest ended, State state) {
                ends.incrementAndGet();
              }

              @Override
              public void afterEnd(PendingRequest ended) {
                // Nobody waits for a completion.
              }
            },
            null);
    pending.submit(request);
    return request;
  }

  @Test
  void p23WithoutAResultNothingStaysLocked() throws Exception {
    noResult = new OutOfMemoryError("a test's result");
    Workers workers = new Workers("test-worker-", 2);
    PendingRequest request = submit(engine(workers), fixture.pages(0, 8));
    assertTrue(request.await(TimeUnit.SECONDS.toNanos(30)));
    assertEquals(State.FAILED, request.state());
    PageLockException failure = Objects.requireNonNull(request.failure());
    assertSame(noResult, failure.getCause());
    assertSame(failure, request.failure());
    assertEquals(0, request.course().bytesLocked());
    assertEquals(1, ends.get());
    workers.close();
  }

  @Test
  void p24WithoutAThreadWhoeverSubmitsDoesIt() {
    PendingRequest request = submit(engine(nobody), fixture.pages(0, 8));
    assertEquals(State.LOCKED, request.state());
    fixture.assertLocked(fixture.pages(0, 8), true);
    fixture.release(fixture.pages(0, 8), LockMode.PLAIN);
  }

  @Test
  void p24WithoutAThreadWhoeverSettlesThePagesGoesOn() throws Exception {
    Pages pages = fixture.pages(0, 2);
    Gate gate = fixture.stop(Call.Kind.LOCK, Call.Phase.ENTRY, pages);
    CompletableFuture<Void> other =
        EngineFixture.asyncRun(() -> fixture.engine.lock(pages, LockMode.PLAIN));
    gate.awaitReached();
    PendingRequest request = submit(engine(nobody), pages);
    assertEquals(State.PENDING, request.state(), "its page is CHANGING");
    gate.release();
    other.get(30, TimeUnit.SECONDS);
    assertTrue(request.await(TimeUnit.SECONDS.toNanos(30)));
    assertEquals(State.LOCKED, request.state());
    fixture.release(pages, LockMode.PLAIN);
    fixture.release(pages, LockMode.PLAIN);
  }

  @Test
  void p24WithoutAThreadWhoeverCancelsRollsBack() throws Exception {
    Pages pages = fixture.pages(4, 1);
    Gate gate = fixture.stop(Call.Kind.LOCK, Call.Phase.ENTRY, pages);
    CompletableFuture<Void> other =
        EngineFixture.asyncRun(() -> fixture.engine.lock(pages, LockMode.PLAIN));
    gate.awaitReached();
    PendingRequest request = submit(engine(nobody), fixture.pages(0, 8));
    assertEquals(State.PENDING, request.state(), "a page is CHANGING");
    assertEquals(Cancellation.CANCELLED, request.cancel());
    assertEquals(State.CANCELLED, request.state());
    gate.release();
    other.get(30, TimeUnit.SECONDS);
    assertEquals(1, ends.get());
    fixture.release(pages, LockMode.PLAIN);
  }

  @Test
  void pollingSeveralRequestsLeavesNothingBehind() throws Exception {
    FakeKernel kernel = new FakeKernel(EngineFixture.PAGE);
    MemoryRange range = MemoryRange.ofAddress(kernel.map(1), EngineFixture.PAGE, null);
    PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();
    Gate gate = kernel.stopAt(call -> call.kind() == Call.Kind.LOCK);
    PendingLock<LockedRange> pending = locker.lockAsync(range);
    gate.awaitReached();
    for (int i = 0; i < 1_000; i++) {
      assertTrue(PendingLock.awaitAny(List.of(pending), Duration.ZERO).isEmpty());
    }
    assertEquals(0, ((PendingView<?>) pending).request().ends().waiters());
    gate.release();
    assertTrue(
        PendingLock.awaitAny(List.of(pending), Duration.ofSeconds(30)).isPresent(),
        "wakes at the end");
    pending.result().close();
    locker.close();
  }
}
