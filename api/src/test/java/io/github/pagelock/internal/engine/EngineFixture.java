package io.github.pagelock.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.pages.Pages;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An engine and its ledger over a fake kernel, and threads that act while a call is stopped. */
public final class EngineFixture {
  public static final int PAGE = FakeKernel.PAGE;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  public final FakeKernel kernel = new FakeKernel(PAGE);
  public final Ledger ledger = new Ledger();
  public final TestEngine engine = new TestEngine(kernel, ledger);

  /** A mapped region, addressed by page numbers. */
  final long base = kernel.map(64);

  public Pages pages(int first, int count) {
    return new Pages(base + (long) first * PAGE, base + (long) (first + count) * PAGE);
  }

  public Pages lock(Pages pages, LockMode mode) {
    engine.lock(pages, mode);
    return pages;
  }

  public void release(Pages pages, LockMode mode) {
    engine.release(pages, mode);
  }

  public void unmap(Pages pages) {
    kernel.unmap(pages.start(), pages.byteCount());
  }

  public boolean isLocked(int page) {
    return kernel.isLocked(base + (long) page * PAGE);
  }

  /** Stops the next call of a kind that touches these pages. */
  public Gate stop(Call.Kind kind, Call.Phase phase, Pages at) {
    return kernel.stopAt(
        phase,
        call ->
            call.kind() == kind
                && call.address() < at.end()
                && call.address() + call.byteCount() > at.start());
  }

  public void assertLocked(Pages pages, boolean locked) {
    for (long at = pages.start(); at < pages.end(); at += PAGE) {
      assertEquals(locked, kernel.isLocked(at), "page " + (at - base) / PAGE);
    }
  }

  /** Nothing held, nothing reserved, nothing locked, and no call that the SPI forbids. */
  public void assertNothingLeft() {
    assertEquals(Totals.NONE, ledger.totals());
    assertEquals(0, kernel.lockedBytes());
    assertEquals(List.of(), kernel.violations());
  }

  /** What a thread of its own does. */
  private static final class Doing<T> extends CompletableFuture<T> {
    final Thread thread;

    Doing(Callable<T> action) {
      thread =
          new Thread(
              () -> {
                try {
                  complete(action.call());
                } catch (Throwable failure) {
                  completeExceptionally(failure);
                }
              });
      thread.setDaemon(true);
    }
  }

  /** Something that another thread does. */
  public static <T> CompletableFuture<T> async(Callable<T> action) {
    Doing<T> doing = new Doing<>(action);
    doing.thread.start();
    return doing;
  }

  public static CompletableFuture<Void> asyncRun(Runnable action) {
    return async(
        () -> {
          action.run();
          return null;
        });
  }

  public static <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof Exception cause ? cause : failure;
    }
  }

  /** Waits until the thread of {@link #async} waits for somebody to let it go on. */
  public static void assertWaits(CompletableFuture<?> future) throws Exception {
    Thread thread = ((Doing<?>) future).thread;
    long begun = System.nanoTime();
    while (!isHeldUp(thread)) {
      assertFalse(future.isDone(), () -> "did not wait: " + future);
      assertTrue(System.nanoTime() - begun < PATIENCE_NANOS, () -> thread + " does not wait");
      Thread.sleep(1);
    }
  }

  /** At a semaphore or a latch that nobody has released yet. */
  private static boolean isHeldUp(Thread thread) {
    String at = String.valueOf(LockSupport.getBlocker(thread));
    return (at.contains("Semaphore$") && at.contains("State = 0"))
        || (at.contains("CountDownLatch$") && !at.contains("State = 0"));
  }
}
