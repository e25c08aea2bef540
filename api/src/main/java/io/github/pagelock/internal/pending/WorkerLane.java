package io.github.pagelock.internal.pending;

import io.github.pagelock.internal.admit.MemoryGuard;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.engine.ArenaCheck;
import io.github.pagelock.internal.engine.LockEngine;
import io.github.pagelock.internal.engine.Toucher;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.Step;
import io.github.pagelock.internal.work.Pause;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.PageOperations;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does a chunk on the thread whose turn it is. */
final class WorkerLane implements Lane {
  private final LockEngine engine;
  private final MemoryGuard guard;
  private final PageOperations operations;
  private final Workers workers;

  WorkerLane(LockEngine engine, MemoryGuard guard, PageOperations operations, Workers workers) {
    this.engine = engine;
    this.guard = guard;
    this.operations = operations;
    this.workers = workers;
  }

  @Override
  public long largest() {
    return ChunkSizer.LARGEST;
  }

  @Override
  public int atOnce() {
    return workers.threads();
  }

  @Override
  public boolean queues() {
    return false;
  }

  @Override
  public Next turn(PendingRequest request, Step step) {
    long begun = System.nanoTime();
    boolean done = false;
    Throwable failed = null;
    try {
      // P7: parked first and then tried again, because it may be free before this has returned.
      done =
          attempt(request, step, null)
              || (request.course().park(step) && attempt(request, step, step));
    } catch (Throwable problem) {
      failed = problem;
    }
    long nanos = System.nanoTime() - begun;
    Next next = request.course().settle(step, done, failed, nanos);
    Pause.afterChunk(nanos, next == Next.GO_ON && !step.isOfSmallRange());
    return next;
  }

  /**
   * Does a chunk.
   *
   * @param whenFree run once if the chunk's pages are CHANGING, when they are not any more
   * @return false if pages are CHANGING: nothing was done
   */
  private boolean attempt(PendingRequest request, Step step, @Nullable Runnable whenFree) {
    return switch (step.of.stage) {
      case LOCK, FINISH -> lock(step, whenFree);
      case MARK -> mark(step, whenFree);
      case POPULATE -> {
        engine.populate(Objects.requireNonNull(step.lock.populator), step);
        guard.populated(step.lock.reservation(), step.pages);
        yield true;
      }
      case TOUCH -> touch(request, step, whenFree);
      case ADMIT, UNMARK, ROLLBACK, ENDED -> throw new AssertionError(step.of.stage);
    };
  }

  private boolean lock(Step step, @Nullable Runnable whenFree) {
    boolean done = engine.tryLock(step, whenFree);
    if (done) {
      ArenaCheck.afterLock(step);
    }
    return done;
  }

  /** Uses up the reservation, and the memory is still to come (L13). */
  private boolean mark(Step step, @Nullable Runnable whenFree) {
    Reservation reservation = step.lock.reservation();
    guard.marked(reservation, step.pages);
    boolean done = false;
    try {
      done = lock(step, whenFree);
    } finally {
      if (!done) {
        guard.populated(reservation, step.pages);
      }
    }
    return done;
  }

  /** Where buffers have to be read, the request is parked meanwhile, instead of a worker. */
  private boolean touch(PendingRequest request, Step step, @Nullable Runnable whenFree) {
    Toucher toucher = new Toucher(step.lock.range, operations, request.course().failure());
    if (whenFree == null) {
      return step.touched || toucher.bringIn(step.pages);
    }
    toucher.readAsync(
        step.pages,
        () -> {
          step.touched = true;
          whenFree.run();
        });
    return false;
  }
}
