package io.github.pagelock.tck;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A pending lock as a user may implement it: passes everything on. */
record WrappedPending<R>(PendingLock<R> delegate) implements PendingLock<R> {
  @Override
  public State state() {
    return delegate.state();
  }

  @Override
  public long byteCount() {
    return delegate.byteCount();
  }

  @Override
  public long bytesLocked() {
    return delegate.bytesLocked();
  }

  @Override
  public Optional<PageLockException> failure() {
    return delegate.failure();
  }

  @Override
  public Cancellation cancel() {
    return delegate.cancel();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return delegate.await(timeout);
  }

  @Override
  public R result() {
    return delegate.result();
  }

  @Override
  public CompletionStage<R> completion() {
    return delegate.completion();
  }
}
