package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a handle holds in the ledger; runs once, from close() or from the cleaner. Keeps the range,
 * and so the memory's owner, reachable until then (L6).
 */
final class Hold implements Runnable {
  private static final AtomicBoolean LOSS_REPORTED = new AtomicBoolean();

  private final LockEngine engine;
  private final MemoryRange range;
  private final long start;
  private final long end;
  private final LockMode mode;
  private final @Nullable Throwable createdAt;
  private volatile boolean open = true;

  Hold(
      LockEngine engine,
      MemoryRange range,
      Pages pages,
      LockMode mode,
      @Nullable Throwable createdAt) {
    this.engine = engine;
    this.range = range;
    this.start = pages.start();
    this.end = pages.end();
    this.mode = mode;
    this.createdAt = createdAt;
  }

  MemoryRange range() {
    return range;
  }

  Pages pages() {
    return new Pages(start, end);
  }

  LockMode mode() {
    return mode;
  }

  boolean isOpen() {
    return open;
  }

  /** Says that close() is on its way, so that the handle does not count as lost. */
  void closing() {
    open = false;
  }

  @Override
  public void run() {
    if (open) {
      open = false;
      runLost();
    } else {
      release(false);
    }
  }

  private void release(boolean lost) {
    Telemetry telemetry = engine.telemetry();
    Trace trace = telemetry.beginUnlock();
    PageLockException failure = null;
    try {
      engine.release(pages(), mode, trace);
    } catch (PageLockException stillLocked) {
      failure = stillLocked;
      throw stillLocked;
    } finally {
      telemetry.unlocked(trace, range, pages(), mode, lost, failure);
    }
  }

  /** The cleaner's thread: nobody is there to be told by an exception. */
  private void runLost() {
    reportLoss();
    try {
      release(true);
    } catch (RuntimeException failure) {
      Log.warn("the pages of a lost handle could not be unlocked: " + range, failure);
    }
  }

  private void reportLoss() {
    if (createdAt != null) {
      Log.warn(
          "a LockedRange was lost without close() and is unlocked now: "
              + range
              + "; it was created here:",
          createdAt);
    } else if (!LOSS_REPORTED.getAndSet(true)) {
      Log.warn(
          "a LockedRange was lost without close() and is unlocked now: "
              + range
              + "; further ones are unlocked silently. To see where each was created, start with -D"
              + LeakDetection.PROPERTY
              + "=true");
    }
  }
}
