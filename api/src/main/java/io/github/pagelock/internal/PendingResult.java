package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLock;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.handle.Handle;
import io.github.pagelock.internal.handle.Handles;
import io.github.pagelock.internal.pending.PendingRequest;
import io.github.pagelock.internal.view.PendingView;
import io.github.pagelock.internal.watch.Telemetry;
import io.github.pagelock.internal.watch.Watched;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a pending lock ends with: its handles, or its failure, and who is told. */
final class PendingResult<R> implements PendingRequest.Ending, Watched {
  private final List<RangeLock> locks;
  private final Handles handles;
  private final Telemetry telemetry;
  private final LockPolicy policy;
  private final PendingView<R> view;
  private final Function<List<LockedRange>, R> result;

  /** Where the user submitted it: the worker's stack says nothing to him. */
  private final @Nullable Throwable place;

  PendingResult(
      List<RangeLock> locks,
      Handles handles,
      Telemetry telemetry,
      LockPolicy policy,
      PendingView<R> view,
      Function<List<LockedRange>, R> result) {
    this.locks = locks;
    this.handles = handles;
    this.telemetry = telemetry;
    this.policy = policy;
    this.view = view;
    this.result = result;
    this.place = handles.place();
  }

  @Override
  public void makeResult(PendingRequest request) {
    Handle[] made = handles.open(locks, place);
    try {
      view.result(result.apply(List.of(made)));
    } catch (Throwable noMemory) {
      Handles.disown(made);
      throw noMemory;
    }
    for (int i = 0; i < made.length; i++) {
      telemetry.counts().opened();
    }
  }

  @Override
  public void atEnd(PendingRequest request, PendingLock.State state) {
    if (state == PendingLock.State.LOCKED) {
      telemetry.endedLocked(request.trace(), this, locks.size());
      return;
    }
    boolean degraded = state == PendingLock.State.FAILED && policy == LockPolicy.BEST_EFFORT;
    try {
      if (degraded) {
        degrade(request);
      }
      telemetry.endedUnlocked(
          request.trace(), this, locks.size(), request.course().asException(), degraded);
    } catch (OutOfMemoryError unsaid) {
      // The failure is what result() throws.
    }
  }

  private void degrade(PendingRequest request) {
    try {
      List<LockedRange> all =
          locks.stream()
              .map(lock -> handles.degraded(lock, request.course().asException()))
              .toList();
      view.result(result.apply(all));
    } catch (OutOfMemoryError noHandle) {
      // The failure is what result() throws.
    }
  }

  @Override
  public void afterEnd(PendingRequest request) {
    view.afterEnd();
  }

  @Override
  public LockMode mode() {
    return locks.get(0).mode;
  }

  @Override
  public long address() {
    return locks.get(0).address();
  }

  @Override
  public long byteCount() {
    long bytes = 0;
    for (RangeLock lock : locks) {
      bytes += lock.byteCount();
    }
    return bytes;
  }

  @Override
  public long pageBytes() {
    long bytes = 0;
    for (RangeLock lock : locks) {
      bytes += lock.pageBytes();
    }
    return bytes;
  }
}
