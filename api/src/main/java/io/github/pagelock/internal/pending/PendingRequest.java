package io.github.pagelock.internal.pending;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.Stage;
import io.github.pagelock.internal.steps.Step;
import io.github.pagelock.internal.work.Callbacks;
import io.github.pagelock.internal.work.Task;
import io.github.pagelock.internal.work.Workers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pending lock, from its submission to its one end: each run of this task is a turn of a ticket
 * (docs/pending.md).
 */
public final class PendingRequest extends Task {
  private final List<RangeLock> locks;
  private final LockMode mode;
  private final Lanes lanes;
  private final Workers workers;
  private final Ending ending;
  private final long byteCount;
  private final Ends ends = new Ends();
  private final Course course;

  /** How often it was tried to let it in; of its only ticket then. */
  private volatile int attempts;

  /** Of the same locker, those before and after it; guarded by {@link PendingSet}. */
  @Nullable PendingRequest before;

  @Nullable PendingRequest after;

  /** What is to happen at the end, in this order; the state changes before the last. */
  public interface Ending {
    /** Makes what the user gets; if it throws, everything is rolled back. */
    void makeResult(PendingRequest request);

    /** Gives the request's place back, and says that it ends. */
    void atEnd(PendingRequest request, State state);

    /** Hands the completion over. */
    void afterEnd(PendingRequest request);
  }

  /**
   * A request that is not submitted yet.
   *
   * @param failure why it is to fail without asking anybody, if it is
   */
  PendingRequest(
      List<RangeLock> locks,
      LockMode mode,
      Lanes lanes,
      Ending ending,
      @Nullable Throwable failure) {
    this.locks = locks;
    this.mode = mode;
    this.lanes = lanes;
    this.workers = lanes.workers();
    this.ending = ending;
    this.byteCount = locks.stream().mapToLong(lock -> lock.pages.byteCount()).sum();
    this.course = new Course(this, lanes, failure);
  }

  /** P1. */
  void start() {
    workers.execute(this);
  }

  List<RangeLock> locks() {
    return locks;
  }

  LockMode mode() {
    return mode;
  }

  public Course course() {
    return course;
  }

  public Ends ends() {
    return ends;
  }

  public State state() {
    return ends.state();
  }

  int canceledErrno() {
    return lanes.gate().canceledErrno;
  }

  int pageSize() {
    return lanes.gate().operations().pageSize();
  }

  public @Nullable Trace trace() {
    return locks.get(0).trace;
  }

  /** Of the first page. */
  long address() {
    return locks.get(0).pages.start();
  }

  /** Bytes of all pages. */
  public long byteCount() {
    return byteCount;
  }

  /** Why it ended without a lock. */
  public @Nullable PageLockException failure() {
    State state = state();
    return state == State.FAILED || state == State.CANCELLED ? course.asException() : null;
  }

  /** Waits for its end; asks for threads that could not be had (X2). */
  public boolean await(long nanos) throws InterruptedException {
    Callbacks.askAgain();
    workers.askAgain();
    return ends.await(nanos);
  }

  /** P10 to P13. */
  public Cancellation cancel() {
    boolean mustNotHelp = workers.mustNotHelp();
    Cancellation answer;
    try {
      answer = course.cancel();
    } finally {
      workers.mayHelp(mustNotHelp);
    }
    bringNewTickets();
    return answer;
  }

  /** Not with the mutex: where there is no thread, tickets have their turns in here (X2). */
  private void bringNewTickets() {
    int brought = course.takeNewTickets();
    for (int i = 0; i < brought; i++) {
      workers.execute(this);
    }
  }

  /** P8: on the thread that settled the claim for which it was parked. */
  void freed(Step step) {
    course.freed(step);
    bringNewTickets();
  }

  /** P8, of pages that are released. */
  void pieceFreed(Hold piece) {
    course.pieceFreed(piece);
    bringNewTickets();
  }

  /** Takes one chunk forward; then the ticket goes to the back of the queue, or ends. */
  @Override
  public void run() {
    Next next;
    try {
      next = turn();
    } catch (Throwable noMemory) {
      next = course.failed(noMemory);
    }
    follow(next);
  }

  private Next turn() {
    Stage now = course.stage();
    if (now == Stage.ADMIT) {
      return admit();
    }
    if (now.isRelease()) {
      Hold piece = course.nextPiece();
      return piece == null ? course.endTicket() : lanes.release().turn(this, piece);
    }
    Step step = course.nextStep();
    return step == null ? course.endTicket() : lanes.of(step.of.stage, mode).turn(this, step);
  }

  private Next admit() {
    int earlier = attempts;
    attempts = earlier + 1;
    boolean admitted = course.failure() != null || lanes.gate().admit(locks, mode, earlier);
    return admitted || course.failure() != null ? course.endTicket() : Next.LATER;
  }

  /** What a lane has begun may end on any thread. */
  void follow(Next next) {
    switch (next) {
      case GO_ON -> workers.execute(this);
      case LATER -> workers.executeLater(this, Admission.nanosToNextLook(attempts));
      case RESULT -> follow(makeResult());
      case END -> end();
      case STOP, QUEUED -> {}
    }
    bringNewTickets();
  }

  /** P6: all of it is locked. What the user gets needs memory; without it nothing stays locked. */
  private Next makeResult() {
    Throwable noResult = null;
    try {
      ending.makeResult(this);
    } catch (Throwable noMemory) {
      noResult = noMemory;
    }
    return course.resultMade(noResult);
  }

  /** P6, P15: the one end. */
  private void end() {
    lanes.gate().leave(locks);
    State state = course.end();
    ending.atEnd(this, state);
    ends.end(state);
    ending.afterEnd(this);
  }
}
