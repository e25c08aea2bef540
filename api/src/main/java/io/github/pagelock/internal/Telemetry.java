package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Pending.State;
import io.github.pagelock.internal.Report.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what a locker does, and hands it to the flight recorder if that is on. */
final class Telemetry {
  private static final Recorder RECORDER = recorder();

  private final String provider;
  private final Counts counts = new Counts();

  Telemetry(String provider) {
    this.provider = provider;
  }

  private static Recorder recorder() {
    try {
      return new JfrRecorder();
    } catch (LinkageError noModule) {
      return Recorder.NONE;
    }
  }

  Counts counts() {
    return counts;
  }

  /** Null if nobody records locks; so the others. */
  @Nullable Trace beginLock() {
    return RECORDER.beginLock();
  }

  @Nullable Trace beginUnlock() {
    return RECORDER.beginUnlock();
  }

  @Nullable Trace beginPending() {
    return RECORDER.beginPending();
  }

  void locked(@Nullable Trace trace, MemoryRange range, Pages pages, LockMode mode) {
    if (trace != null) {
      RECORDER.endLock(trace, report(mode, range.byteCount(), pages, Outcome.LOCKED, null));
    }
  }

  void notLocked(
      @Nullable Trace trace,
      MemoryRange range,
      @Nullable Pages pages,
      LockMode mode,
      PageLockException failure,
      boolean degraded) {
    counts.failed(failure.reason());
    long start = pages == null ? 0 : pages.start();
    Report report = report(mode, range.byteCount(), start, failure, degraded);
    if (trace != null) {
      RECORDER.endLock(trace, report);
    }
    RECORDER.failed(report, false);
  }

  /** A request that could not even be queued. */
  void notQueued(List<MemoryRange> ranges, LockMode mode, PageLockException failure) {
    counts.failed(failure.reason());
    RECORDER.failed(report(mode, byteCount(ranges), 0, failure, false), true);
  }

  void unlocked(
      @Nullable Trace trace,
      MemoryRange range,
      Pages pages,
      LockMode mode,
      boolean lost,
      @Nullable PageLockException failure) {
    counts.closed();
    if (trace == null && failure == null) {
      return;
    }
    Outcome outcome = failure == null ? Outcome.UNLOCKED : Outcome.FAILED;
    Report report = report(mode, range.byteCount(), pages, outcome, failure);
    if (trace != null) {
      RECORDER.endUnlock(trace, report, lost);
    }
    if (failure != null) {
      counts.failed(failure.reason());
      RECORDER.failed(report, false);
    }
  }

  void ended(PendingRequest request, State state, boolean degraded) {
    List<MemoryRange> ranges = request.parts().stream().map(part -> part.range).toList();
    Part first = request.parts().get(0);
    long start = first.pages().start();
    Report report;
    if (state == State.LOCKED) {
      Pages all = new Pages(start, start + request.byteCount());
      report = report(request.mode(), byteCount(ranges), all, Outcome.LOCKED, null);
    } else {
      PageLockException failure = request.asException();
      counts.failed(failure.reason());
      report = report(request.mode(), byteCount(ranges), start, failure, degraded);
      if (state == State.FAILED) {
        RECORDER.failed(report, true);
      }
    }
    Trace trace = first.request.trace;
    if (trace != null) {
      RECORDER.endPending(trace, report, ranges.size());
    }
  }

  private static long byteCount(List<MemoryRange> ranges) {
    return ranges.stream().mapToLong(MemoryRange::byteCount).sum();
  }

  private Report report(
      LockMode mode,
      long byteCount,
      Pages pages,
      Outcome outcome,
      @Nullable PageLockException failure) {
    return new Report(
        provider, mode, pages.start(), byteCount, pages.byteCount(), outcome, failure);
  }

  private Report report(
      LockMode mode, long byteCount, long address, PageLockException failure, boolean degraded) {
    Outcome outcome = degraded ? Outcome.DEGRADED : Outcome.FAILED;
    if (failure.reason() == PageLockException.Reason.CANCELLED) {
      outcome = Outcome.CANCELLED;
    }
    return new Report(provider, mode, address, byteCount, 0, outcome, failure);
  }
}
