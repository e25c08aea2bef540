package io.github.pagelock.internal.view;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock;
import io.github.pagelock.internal.pending.PendingRequest;
import io.github.pagelock.internal.work.Callbacks;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What users see of a request, with a result of type R. */
public final class PendingView<R> implements PendingLock<R> {
  private final Delivery delivery;

  /** Made when it is asked for: most requests are awaited, and need none. */
  private final AtomicReference<@Nullable Completion<R>> completion = new AtomicReference<>();

  /** Both are set before the request has ended, or is known to anybody. */
  private volatile @Nullable PendingRequest request;

  private volatile @Nullable R result;

  public PendingView(Executor callbackExecutor) {
    this.delivery = new Delivery(callbackExecutor, this::complete);
  }

  public void begin(PendingRequest begun) {
    request = begun;
  }

  /** Remembers the result of a request that is about to end. */
  public void result(R made) {
    result = made;
  }

  public PendingRequest request() {
    PendingRequest known = request;
    if (known == null) {
      throw new AssertionError("not begun");
    }
    return known;
  }

  /** After the end: hands over to the callback executor what somebody waits for there. */
  public void afterEnd() {
    if (completion.get() != null) {
      Callbacks.bring(delivery);
    }
  }

  private void complete() {
    Completion<R> asked = completion.get();
    R made = result;
    if (asked == null) {
      return;
    }
    if (made != null) {
      asked.completeWith(made);
    } else {
      asked.failWith(request().course().asException());
    }
  }

  @Override
  public R result() {
    if (state() == State.PENDING) {
      throw new IllegalStateException("still pending: " + this);
    }
    R made = result;
    if (made == null) {
      throw request().course().asException();
    }
    return made;
  }

  @Override
  public CompletionStage<R> completion() {
    Completion<R> known = completion.get();
    if (known == null) {
      Completion<R> made = new Completion<>();
      known = completion.compareAndSet(null, made) ? made : completion.get();
      if (state() != State.PENDING) {
        // Too late for afterEnd; completing twice does nothing.
        Callbacks.bring(delivery);
      }
    }
    return Objects.requireNonNull(known);
  }

  @Override
  public State state() {
    return request().state();
  }

  @Override
  public long byteCount() {
    return request().byteCount();
  }

  @Override
  public long bytesLocked() {
    return request().course().bytesLocked();
  }

  @Override
  public Optional<PageLockException> failure() {
    return Optional.ofNullable(request().failure());
  }

  @Override
  public Cancellation cancel() {
    return request().cancel();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return request().await(nanos(timeout));
  }

  /** Durations of more than 292 years are for ever. */
  public static long nanos(Duration timeout) {
    try {
      return Math.max(0, timeout.toNanos());
    } catch (ArithmeticException tooLong) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  @Override
  public String toString() {
    return state() + ": " + bytesLocked() + " of " + byteCount() + " bytes";
  }
}
