package io.github.pagelock.internal.pending;

import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.engine.ArenaCheck;
import io.github.pagelock.internal.engine.LockEngine;
import io.github.pagelock.internal.kernel.QueuedCall;
import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.Step;
import io.github.pagelock.internal.work.Pause;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.LockQueue;

/**
 * Has a chunk locked by the operating system's own queue; its ticket stays with it (P17 to P19).
 */
final class QueueLane implements Lane {
  private final LockQueue queue;
  private final LockEngine engine;
  private final Workers workers;

  QueueLane(LockQueue queue, LockEngine engine, Workers workers) {
    this.queue = queue;
    this.engine = engine;
    this.workers = workers;
  }

  @Override
  public long largest() {
    return queue.requestBytes();
  }

  @Override
  public int atOnce() {
    return queue.window();
  }

  @Override
  public boolean queues() {
    return true;
  }

  /** P17: begins what {@link #ended} settles. */
  @Override
  public Next turn(PendingRequest request, Step step) {
    Course course = request.course();
    Throwable failed = null;
    try {
      QueuedCall call = new QueuedCall(workers::execute, ended -> ended(request, step, ended));
      Claim claim = engine.claim(step, null);
      if (claim == null && course.park(step)) {
        claim = engine.claim(step, step);
      }
      if (claim != null) {
        // From here on nothing throws.
        call.claimed(claim);
        course.queued(step, call);
        engine.submit(queue, call);
        return Next.QUEUED;
      }
    } catch (Throwable problem) {
      failed = problem;
    }
    return course.settle(step, false, failed, 0);
  }

  /** P18. */
  private void ended(PendingRequest request, Step step, QueuedCall call) {
    Throwable failed;
    long begun = System.nanoTime();
    try {
      failed = engine.ended(call, step);
      if (failed == null) {
        ArenaCheck.afterLock(step);
      }
    } catch (Throwable problem) {
      failed = problem;
    }
    long nanos = System.nanoTime() - begun;
    Next next = request.course().settle(step, failed == null, failed, call.nanos());
    if (failed != null) {
      // What it had locked of the chunk was unlocked here.
      Pause.afterChunk(nanos, next == Next.GO_ON && !step.isOfSmallRange());
    }
    request.follow(next);
  }
}
