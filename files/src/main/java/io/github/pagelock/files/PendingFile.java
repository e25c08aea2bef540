package io.github.pagelock.files;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request for all ranges of a file; its result is the file. */
final class PendingFile implements PendingLock<ResidentFile> {
  private final PendingLock<List<LockedRange>> ranges;
  private final End end;
  private final CompletionStage<ResidentFile> completion;

  private PendingFile(PendingLock<List<LockedRange>> ranges, End end) {
    this.ranges = ranges;
    this.end = end;
    this.completion = ranges.completion().handle(end::reached);
  }

  static PendingFile of(ResidentFile file, Places places, PendingLock<List<LockedRange>> ranges) {
    return new PendingFile(ranges, new End(file, places));
  }

  /** Knows nothing of the request, so that one that is dropped is found. */
  private record End(ResidentFile file, Places places) {
    ResidentFile reached(List<LockedRange> locks, @Nullable Throwable failure) {
      if (failure != null) {
        places.unmap();
        if (failure instanceof RuntimeException known) {
          throw known;
        }
        throw (Error) failure;
      }
      return locked(locks);
    }

    ResidentFile locked(List<LockedRange> locks) {
      file.take(places, locks);
      return file;
    }
  }

  @Override
  public State state() {
    return ranges.state();
  }

  @Override
  public long byteCount() {
    return ranges.byteCount();
  }

  @Override
  public long bytesLocked() {
    return ranges.bytesLocked();
  }

  @Override
  public Optional<PageLockException> failure() {
    return ranges.failure();
  }

  @Override
  public Cancellation cancel() {
    return ranges.cancel();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return ranges.await(timeout);
  }

  @Override
  public ResidentFile result() {
    return end.locked(ranges.result());
  }

  @Override
  public CompletionStage<ResidentFile> completion() {
    return completion;
  }
}
