package io.github.pagelock.files;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The request for a file of which nothing has to be locked: it is done. */
final class NothingPending implements PendingLock<List<LockedRange>> {
  @Override
  public State state() {
    return State.LOCKED;
  }

  @Override
  public long byteCount() {
    return 0;
  }

  @Override
  public long bytesLocked() {
    return 0;
  }

  @Override
  public Optional<PageLockException> failure() {
    return Optional.empty();
  }

  @Override
  public Cancellation cancel() {
    return Cancellation.ALREADY_DONE;
  }

  @Override
  public boolean await(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return true;
  }

  @Override
  public List<LockedRange> result() {
    return List.of();
  }

  @Override
  public CompletionStage<List<LockedRange>> completion() {
    return CompletableFuture.completedStage(List.of());
  }
}
