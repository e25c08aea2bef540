package io.github.pagelock.internal.pending;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.kernel.QueuedCall;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.QueuedCalls;
import io.github.pagelock.internal.steps.Releases;
import io.github.pagelock.internal.steps.Stage;
import io.github.pagelock.internal.steps.Step;
import io.github.pagelock.internal.steps.Steps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of docs/pending.md (P3 to P22): the stage of a pending lock, what is left of
 * it, its tickets and its fate. Guarded by the course's mutex. Settling needs no memory.
 */
final class Agenda {
  private final PendingRequest request;
  private final Lanes lanes;
  private final Releases releases;
  private final QueuedCalls queued = new QueuedCalls();
  final Fate fate = new Fate();
  private Stage stage = Stage.ADMIT;

  /** ADMIT is done once, whatever the size. */
  private @Nullable Steps steps;

  /** Whether the tickets of this stage stay with chunks in the operating system's queue. */
  private boolean queues;

  private int tickets = 1;

  /** Tickets that have not been brought to the workers yet. */
  private int newTickets;

  private long bytesLocked;

  Agenda(PendingRequest request, Lanes lanes) {
    this.request = request;
    this.lanes = lanes;
    this.releases = new Releases(request.locks(), request.pageSize());
  }

  Stage stage() {
    return stage;
  }

  long bytesLocked() {
    return bytesLocked;
  }

  /** P10 to P13. */
  Cancellation cancel(State state, PageLockException why) {
    if (state != State.PENDING) {
      return Cancellation.ALREADY_DONE;
    }
    if (fate.isCancelled()) {
      return Cancellation.CANCELLED;
    }
    if (fate.isStopping() || stage == Stage.ENDED || (isPastCancelling() && !queued.cancel())) {
      return Cancellation.NOT_CANCELLED;
    }
    fate.cancel(why);
    drop();
    if (tickets == 0) {
      // Everything was parked, so that no ticket is left to notice.
      addTicket();
    }
    return Cancellation.CANCELLED;
  }

  /** Whether everything that could be left out is under way. */
  private boolean isPastCancelling() {
    boolean last = stage == Stage.FINISH || (stage == Stage.LOCK && isLockOnly());
    boolean rest = steps != null && (steps.hasNext() || steps.hasParked());
    return stage == Stage.UNMARK || (last && !rest);
  }

  /** Whether nothing is marked, populated and finished apart: LOCK does all. */
  private boolean isLockOnly() {
    List<RangeLock> locks = request.locks();
    for (int i = 0; i < locks.size(); i++) {
      if (locks.get(i).populator != null) {
        return false;
      }
    }
    return true;
  }

  /** P9: nothing more is begun on the way up. */
  void stop(Throwable why) {
    fate.fail(why);
    drop();
  }

  private void drop() {
    if (!stage.isWayDown()) {
      if (steps != null) {
        steps.drop();
      }
      queued.cancel();
    }
  }

  private void addTicket() {
    tickets++;
    newTickets++;
  }

  int takeNewTickets() {
    int taken = newTickets;
    newTickets = 0;
    return taken;
  }

  /** A chunk to do; null if there is none. */
  @Nullable Step next() {
    Step next = steps == null ? null : steps.next();
    if (next != null && queues) {
      queued.expect();
    }
    return next;
  }

  /** P7: false if the chunk is not to be done any more. */
  boolean park(Step step) {
    boolean goesOn = !fate.isStopping() || stage.isWayDown();
    if (goesOn) {
      step.of.park(step);
    }
    return goesOn;
  }

  /** P8. */
  void freed(Step step) {
    if (step.of.unpark(step)) {
      addTicket();
    }
  }

  /** P17. */
  void queued(Step step, QueuedCall call) {
    step.of.forget(step);
    step.call = call;
    queued.add(call);
    if (fate.isStopping()) {
      call.cancel();
    }
  }

  /** P3 to P5, P9, P18. */
  Next settle(Step step, boolean isDone, @Nullable Throwable failed, long nanos) {
    if (queues) {
      queued.settled(step.call);
    }
    if (isDone || failed != null) {
      step.of.forget(step);
      step.of.took(step, nanos);
    }
    if (failed != null) {
      step.lock.holds(step.mode).addAll(step.stillHeld);
      if (!fate.explains(failed)) {
        stop(failed);
      }
    }
    if (isDone && stage.isHold()) {
      step.lock.holds(step.mode).add(step);
    }
    if (isDone && stage.isProgress()) {
      bytesLocked += step.pages.byteCount();
    }
    return steps != null && steps.hasNext() ? Next.GO_ON : endTicket();
  }

  /** A piece to release; null if there is none. */
  @Nullable Hold nextPiece() {
    return releases.take();
  }

  long chunkEnd(Hold piece) {
    return releases.chunkEnd(piece);
  }

  /** P7, of pages that are released. */
  void parkRelease() {
    releases.park();
  }

  /** P8, of pages that are released. */
  void pieceFreed(Hold piece) {
    releases.unpark();
    releases.put(piece);
    addTicket();
  }

  /** A chunk is released, or its piece waits or is owed. */
  Next released(@Nullable Hold left, boolean wasParked, long bytes, long nanos) {
    if (wasParked) {
      releases.unpark();
    }
    if (left != null) {
      releases.took(bytes, nanos);
      releases.put(left);
    }
    if (stage == Stage.ROLLBACK) {
      bytesLocked = Math.max(0, bytesLocked - bytes);
    }
    return releases.hasNext() ? Next.GO_ON : endTicket();
  }

  /** P4 to P6, P15: the last ticket of a stage begins the next one. */
  Next endTicket() {
    tickets--;
    boolean waits = tickets > 0 || (steps != null && steps.hasParked()) || releases.hasParked();
    return waits ? Next.STOP : nextStage();
  }

  /** Needs memory on the way up only; without it the way down begins (P21). */
  private Next nextStage() {
    long wanted = 0;
    while (wanted == 0) {
      Stage next = stage.next(fate.isStopping(), fate.isCancelled());
      if (next == Stage.ENDED) {
        tickets = 1;
        if (!fate.isStopping()) {
          return Next.RESULT;
        }
        stage = next;
        return Next.END;
      }
      try {
        wanted = begin(next);
      } catch (Throwable noMemory) {
        stop(noMemory);
        if (next != Stage.TOUCH) {
          continue;
        }
      }
      stage = next;
    }
    tickets = 1;
    for (long more = 1; more < wanted; more++) {
      addTicket();
    }
    return Next.GO_ON;
  }

  /** Returns how many tickets a stage wants, 0 if it has no work. */
  private long begin(Stage next) {
    if (next == Stage.ROLLBACK) {
      lanes.gate().leave(request.locks());
    }
    if (next.isRelease()) {
      releases.begin(next);
      return Math.min(lanes.workers().threads(), releases.count());
    }
    Lane lane = lanes.of(next, request.mode());
    List<RangeLock> work = next.work(request.locks(), request.mode(), lanes.touches());
    Steps begun =
        new Steps(next, work, request.mode(), request.pageSize(), lane.largest(), request::freed);
    steps = begun;
    queues = lane.queues();
    return Math.min(lane.atOnce(), begun.estimate());
  }

  /** P6. */
  Next resultMade(@Nullable Throwable noResult) {
    if (noResult != null) {
      stop(noResult);
      return nextStage();
    }
    stage = Stage.ENDED;
    return Next.END;
  }

  /** P6, P15. */
  State end() {
    State end = fate.end();
    bytesLocked = end == State.LOCKED ? request.byteCount() : 0;
    return end;
  }
}
