package io.github.pagelock.internal.watch;

import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.events.JfrRecorder;
import io.github.pagelock.internal.events.Recorder;
import io.github.pagelock.internal.events.Report;
import io.github.pagelock.internal.events.Report.Outcome;
import io.github.pagelock.internal.events.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a locker does, and hands it to the flight recorder if that is on. What it watches has
 * been done: where there is no memory to say so, nothing is said.
 */
public final class Telemetry {
  private static final Recorder RECORDER = recorder();

  private final String provider;
  private final Counts counts = new Counts();

  public Telemetry(String provider) {
    this.provider = provider;
  }

  private static Recorder recorder() {
    try {
      return new JfrRecorder();
    } catch (LinkageError noModule) {
      return Recorder.NONE;
    }
  }

  public Counts counts() {
    return counts;
  }

  /** Null if nobody records locks; so the others. */
  public @Nullable Trace beginLock() {
    try {
      return RECORDER.beginLock();
    } catch (OutOfMemoryError unrecorded) {
      return null;
    }
  }

  public @Nullable Trace beginUnlock() {
    try {
      return RECORDER.beginUnlock();
    } catch (OutOfMemoryError unrecorded) {
      return null;
    }
  }

  public @Nullable Trace beginPending() {
    try {
      return RECORDER.beginPending();
    } catch (OutOfMemoryError unrecorded) {
      return null;
    }
  }

  public void locked(@Nullable Trace trace, Watched locked) {
    if (trace == null) {
      return;
    }
    try {
      RECORDER.endLock(trace, report(locked, Outcome.LOCKED, null));
    } catch (OutOfMemoryError unrecorded) {
      // It is locked all the same.
    }
  }

  public void notLocked(
      @Nullable Trace trace, Watched asked, PageLockException failure, boolean degraded) {
    counts.failed(failure.reason());
    try {
      Report report = report(asked, failure, degraded);
      if (trace != null) {
        RECORDER.endLock(trace, report);
      }
      RECORDER.failed(report, false);
    } catch (OutOfMemoryError unrecorded) {
      // The failure is told all the same.
    }
  }

  /** A request that could not even be queued. */
  public void notQueued(Watched asked, PageLockException failure) {
    counts.failed(failure.reason());
    try {
      RECORDER.failed(report(asked, failure, false), true);
    } catch (OutOfMemoryError unrecorded) {
      // The failure is told all the same.
    }
  }

  public void unlocked(
      @Nullable Trace trace, Watched unlocked, boolean lost, @Nullable PageLockException failure) {
    counts.closed();
    if (failure != null) {
      counts.failed(failure.reason());
    }
    if (trace == null && failure == null) {
      return;
    }
    try {
      Report report =
          report(unlocked, failure == null ? Outcome.UNLOCKED : Outcome.FAILED, failure);
      if (trace != null) {
        RECORDER.endUnlock(trace, report, lost);
      }
      if (failure != null) {
        RECORDER.failed(report, false);
      }
    } catch (OutOfMemoryError unrecorded) {
      // It is done all the same.
    }
  }

  /** A pending lock has ended with all of it locked. */
  public void endedLocked(@Nullable Trace trace, Watched locked, int ranges) {
    if (trace == null) {
      return;
    }
    try {
      RECORDER.endPending(trace, report(locked, Outcome.LOCKED, null), ranges);
    } catch (OutOfMemoryError unrecorded) {
      // It ends all the same.
    }
  }

  /** A pending lock has ended otherwise. */
  public void endedUnlocked(
      @Nullable Trace trace,
      Watched asked,
      int ranges,
      PageLockException failure,
      boolean degraded) {
    counts.failed(failure.reason());
    try {
      Report report = report(asked, failure, degraded);
      if (report.outcome() != Outcome.CANCELLED) {
        RECORDER.failed(report, true);
      }
      if (trace != null) {
        RECORDER.endPending(trace, report, ranges);
      }
    } catch (OutOfMemoryError unrecorded) {
      // It ends all the same.
    }
  }

  private Report report(Watched what, Outcome outcome, @Nullable PageLockException failure) {
    return new Report(
        provider,
        what.mode(),
        what.address(),
        what.byteCount(),
        what.pageBytes(),
        outcome,
        failure);
  }

  /** Of what is not locked: none of its pages are. */
  private Report report(Watched asked, PageLockException failure, boolean degraded) {
    Outcome outcome = degraded ? Outcome.DEGRADED : Outcome.FAILED;
    if (failure.reason() == PageLockException.Reason.CANCELLED) {
      outcome = Outcome.CANCELLED;
    }
    return new Report(
        provider, asked.mode(), asked.address(), asked.byteCount(), 0, outcome, failure);
  }
}
