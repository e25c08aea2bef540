package io.github.pagelock.internal;

import io.github.pagelock.PageLockException;
import io.github.pagelock.Pending;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What users see of a request, with a result of type R. */
abstract class PendingView<R> implements Pending {
  private final Executor callbackExecutor;

  /** Made when it is asked for: most requests are awaited, and need no callback. */
  private final AtomicReference<@Nullable Completion<R>> completion = new AtomicReference<>();

  /** Both are set before the request has ended, or is known to anybody. */
  private volatile @Nullable PendingRequest request;

  private volatile @Nullable R result;

  /** What is completed, and what the user sees of it and cannot complete. */
  private record Completion<R>(CompletableFuture<R> future, CompletionStage<R> stage) {
    static <R> Completion<R> make() {
      CompletableFuture<R> future = new CompletableFuture<>();
      return new Completion<>(future, future.minimalCompletionStage());
    }
  }

  PendingView(Executor callbackExecutor) {
    this.callbackExecutor = callbackExecutor;
  }

  final void begin(PendingRequest begun) {
    request = begun;
  }

  /** Remembers the result of a request that is about to end. */
  final void result(R made) {
    result = made;
  }

  final PendingRequest request() {
    PendingRequest known = request;
    if (known == null) {
      throw new AssertionError("not begun");
    }
    return known;
  }

  /** After the end: hands over to the callback executor what somebody waits for there. */
  final void afterEnd(@Nullable Runnable callback) {
    if (callback != null || completion.get() != null) {
      Callbacks.run(
          callbackExecutor,
          () -> {
            complete();
            if (callback != null) {
              callback.run();
            }
          });
    }
  }

  private void complete() {
    Completion<R> asked = completion.get();
    R made = result;
    if (asked == null) {
      return;
    }
    if (made != null) {
      asked.future().complete(made);
    } else {
      asked.future().completeExceptionally(request().asException());
    }
  }

  public final R locked() {
    if (state() == State.PENDING) {
      throw new IllegalStateException("still pending: " + this);
    }
    R made = result;
    if (made == null) {
      throw request().asException();
    }
    return made;
  }

  public final CompletionStage<R> completion() {
    Completion<R> known = completion.get();
    if (known == null) {
      Completion<R> made = Completion.make();
      known = completion.compareAndSet(null, made) ? made : completion.get();
      if (request().ended().isDone()) {
        // Too late for afterEnd; completing twice does nothing.
        Callbacks.run(callbackExecutor, this::complete);
      }
    }
    return Objects.requireNonNull(known).stage();
  }

  @Override
  public final State state() {
    return request().state();
  }

  @Override
  public final long byteCount() {
    return request().byteCount();
  }

  @Override
  public final long bytesLocked() {
    return request().bytesLocked();
  }

  @Override
  public final int errno() {
    return state() == State.FAILED ? request().asException().errno() : 0;
  }

  @Override
  public final Optional<PageLockException> failure() {
    return Optional.ofNullable(request().failure());
  }

  @Override
  public final Cancellation cancel() {
    return request().cancel();
  }

  @Override
  public final boolean await(Duration timeout) throws InterruptedException {
    return await(request().ended(), timeout);
  }

  static boolean await(CompletableFuture<?> ended, Duration timeout) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      ended.get(nanos(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException stillPending) {
      return ended.isDone();
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Durations of more than 292 years are for ever. */
  private static long nanos(Duration timeout) {
    try {
      return Math.max(0, timeout.toNanos());
    } catch (ArithmeticException tooLong) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  @Override
  public final String toString() {
    return state() + ": " + bytesLocked() + " of " + byteCount() + " bytes";
  }
}
