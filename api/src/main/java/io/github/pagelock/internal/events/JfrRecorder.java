package io.github.pagelock.internal.events;

import io.github.pagelock.PageLockException;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Commits JDK Flight Recorder's events. Cannot be linked where the module jdk.jfr is missing; see
 * {@code Telemetry}.
 */
public final class JfrRecorder implements Recorder {
  // Never committed: they are asked whether anybody records, which needs an instance.
  private static final LockEvent LOCK = new LockEvent();
  private static final UnlockEvent UNLOCK = new UnlockEvent();
  private static final PendingEvent PENDING = new PendingEvent();
  private static final LockFailedEvent FAILED = new LockFailedEvent();

  @Override
  public @Nullable Trace beginLock() {
    return LOCK.isEnabled() ? begin(new LockEvent()) : null;
  }

  @Override
  public @Nullable Trace beginUnlock() {
    return UNLOCK.isEnabled() ? begin(new UnlockEvent()) : null;
  }

  @Override
  public @Nullable Trace beginPending() {
    return PENDING.isEnabled() ? begin(new PendingEvent()) : null;
  }

  private static Trace begin(Event event) {
    event.begin();
    return new Trace(event);
  }

  @Override
  public void endLock(Trace trace, Report report) {
    end((LockEvent) trace.event, trace, report);
  }

  @Override
  public void endUnlock(Trace trace, Report report, boolean lost) {
    UnlockEvent event = (UnlockEvent) trace.event;
    event.lost = lost;
    end(event, trace, report);
  }

  @Override
  public void endPending(Trace trace, Report report, int ranges) {
    PendingEvent event = (PendingEvent) trace.event;
    event.ranges = ranges;
    event.queuedTime = trace.queuedNanos();
    end(event, trace, report);
  }

  private static void end(WorkEvent event, Trace trace, Report report) {
    event.end();
    if (event.shouldCommit()) {
      event.fill(trace, report);
      event.commit();
    }
  }

  @Override
  public void failed(Report report, boolean asynchronous) {
    PageLockException failure = report.failure();
    if (failure != null && FAILED.isEnabled()) {
      LockFailedEvent event = new LockFailedEvent();
      event.fill(report, failure, asynchronous);
      event.commit();
    }
  }
}
