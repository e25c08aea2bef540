package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Pending.Cancellation;
import io.github.pagelock.Pending.State;
import io.github.pagelock.internal.Chunks.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of a pending lock: stages, tickets and the one end of docs/pending.md (P1 to P16). Its
 * chunks are done by {@link ChunkWork}, on the workers.
 */
final class PendingRequest {
  private final List<Part> parts;
  private final LockMode mode;
  private final ChunkWork chunkWork;
  private final Workers workers;
  private final Ending ending;
  private final int pageSize;
  private final ReentrantLock mutex = new ReentrantLock();
  private final AtomicLong bytesLocked = new AtomicLong();
  private final CompletableFuture<State> ended = new CompletableFuture<>();

  private Stage stage = Stage.ADMIT;
  private Chunks chunks;
  private int tickets = 1;
  private int attempts;
  private boolean stopping;
  private boolean cancelled;
  private @Nullable Throwable failure;

  /** What is to happen at the end, in this order; the state changes in between. */
  interface Ending {
    /** Makes the result and gives the request's place back. */
    void atEnd(PendingRequest request, State state);

    /** Hands the completion over. */
    void afterEnd(PendingRequest request);
  }

  PendingRequest(
      List<Part> parts,
      LockMode mode,
      ChunkWork chunkWork,
      Workers workers,
      int pageSize,
      Ending ending) {
    this.parts = parts;
    this.mode = mode;
    this.chunkWork = chunkWork;
    this.workers = workers;
    this.pageSize = pageSize;
    this.ending = ending;
    // ADMIT is done once, whatever the size.
    this.chunks = new Chunks(List.of(), pageSize, false);
  }

  /** Makes it fail without asking anybody; only before the start. */
  void failAtOnce(Throwable why) {
    stop(why);
  }

  /** P1. */
  void start() {
    workers.execute(this::turn);
  }

  List<Part> parts() {
    return parts;
  }

  LockMode mode() {
    return mode;
  }

  CompletableFuture<State> ended() {
    return ended;
  }

  State state() {
    return ended.getNow(State.PENDING);
  }

  long bytesLocked() {
    return bytesLocked.get();
  }

  long byteCount() {
    return parts.stream().mapToLong(part -> part.pages().byteCount()).sum();
  }

  /** Why it ended without a lock. */
  @Nullable PageLockException failure() {
    State state = state();
    return state == State.FAILED || state == State.CANCELLED ? asException() : null;
  }

  /** P10 to P13. */
  Cancellation cancel() {
    mutex.lock();
    try {
      if (ended.isDone()) {
        return Cancellation.ALREADY_DONE;
      }
      if (cancelled) {
        return Cancellation.CANCELLED;
      }
      if (stopping || stage == Stage.ENDED || isPastCancelling()) {
        return Cancellation.NOT_CANCELLED;
      }
      cancelled = true;
      stop(cancellation());
      if (tickets == 0) {
        // Everything was parked, so that no ticket is left to notice.
        addTicket();
      }
      return Cancellation.CANCELLED;
    } finally {
      mutex.unlock();
    }
  }

  private boolean isPastCancelling() {
    boolean last =
        stage == Stage.FINISH
            || (stage == Stage.LOCK && parts.stream().allMatch(part -> part.populator == null));
    return stage == Stage.UNMARK || (last && !chunks.hasNext() && !chunks.hasParked());
  }

  private PageLockException cancellation() {
    Pages first = parts.get(0).pages();
    return PageLockException.of(Reason.CANCELLED, "lock", first.start(), byteCount())
        .because("the request was cancelled")
        .build();
  }

  /** P9, P10: nothing more is begun. */
  private void stop(Throwable why) {
    stopping = true;
    if (failure == null) {
      failure = why;
    } else if (failure != why) {
      failure.addSuppressed(why);
    }
    if (!stage.isWayDown()) {
      chunks.drop();
    }
  }

  private void addTicket() {
    tickets++;
    workers.execute(this::turn);
  }

  /** What becomes of a ticket that has done its turn. */
  private enum Next {
    GO_ON,
    STOP,
    /** It was the last one of all: to be followed by {@link #end()}, without the mutex. */
    END
  }

  /** Takes one chunk forward; then the ticket goes to the back of the queue, or ends. */
  private void turn() {
    Next next = stageNow() == Stage.ADMIT ? admit() : doChunk();
    if (next == Next.GO_ON) {
      workers.execute(this::turn);
    } else if (next == Next.END) {
      end();
    }
  }

  private Stage stageNow() {
    mutex.lock();
    try {
      return stage;
    } finally {
      mutex.unlock();
    }
  }

  private Next admit() {
    boolean admitted = false;
    Throwable refused = null;
    try {
      admitted = isStopping() || chunkWork.admit(parts, mode, attempts++);
    } catch (Throwable refusal) {
      refused = refusal;
    }
    mutex.lock();
    try {
      if (refused != null) {
        stop(refused);
      }
      if (!admitted && !stopping) {
        workers.executeLater(this::turn, Admission.CLEAR_VIEW_NANOS);
        return Next.STOP;
      }
      return endTicket();
    } finally {
      mutex.unlock();
    }
  }

  private boolean isStopping() {
    mutex.lock();
    try {
      return stopping;
    } finally {
      mutex.unlock();
    }
  }

  private Next doChunk() {
    Chunk chunk;
    Stage now;
    Throwable earlier;
    mutex.lock();
    try {
      now = stage;
      earlier = failure;
      chunk = chunks.next();
      if (chunk == null) {
        return endTicket();
      }
    } finally {
      mutex.unlock();
    }
    long begun = System.nanoTime();
    boolean done = false;
    Throwable failed = null;
    try {
      done = attempt(now, chunk, earlier);
    } catch (Throwable problem) {
      failed = problem;
    }
    long nanos = System.nanoTime() - begun;
    Next next = settle(now, chunk, done, failed, nanos);
    Pace.afterChunk(nanos, next == Next.GO_ON);
    return next;
  }

  /** P7: parked first and then tried again, because it may be free before this has returned. */
  private boolean attempt(Stage now, Chunk chunk, @Nullable Throwable earlier) {
    Consumer<Pages> stillHeld = pages -> hold(chunk, pages);
    if (chunkWork.attempt(now, chunk, null, stillHeld, earlier)) {
      return true;
    }
    mutex.lock();
    try {
      if (stopping && !now.isWayDown()) {
        return false;
      }
      chunks.park(chunk);
    } finally {
      mutex.unlock();
    }
    return chunkWork.attempt(now, chunk, () -> freed(chunk), stillHeld, earlier);
  }

  private void hold(Chunk chunk, Pages pages) {
    mutex.lock();
    try {
      chunk.part().holds(chunk.mode(), mode).add(pages);
    } finally {
      mutex.unlock();
    }
  }

  private Next settle(
      Stage done, Chunk chunk, boolean isDone, @Nullable Throwable failed, long nanos) {
    mutex.lock();
    try {
      if (isDone || failed != null) {
        chunks.forget(chunk);
        chunks.took(chunk, nanos);
      }
      if (failed != null) {
        stop(failed);
      }
      if (isDone) {
        account(done, chunk);
      }
      return chunks.hasNext() ? Next.GO_ON : endTicket();
    } finally {
      mutex.unlock();
    }
  }

  private void account(Stage done, Chunk chunk) {
    long bytes = chunk.pages().byteCount();
    if (done == Stage.LOCK || done == Stage.MARK || done == Stage.FINISH) {
      chunk.part().holds(chunk.mode(), mode).add(chunk.pages());
    }
    if (done.isProgress()) {
      bytesLocked.addAndGet(bytes);
    }
    if (done == Stage.ROLLBACK) {
      bytesLocked.accumulateAndGet(bytes, (locked, released) -> Math.max(0, locked - released));
    }
  }

  /** P8: on the thread that settled the claim that this chunk waited for. */
  private void freed(Chunk chunk) {
    mutex.lock();
    try {
      if (chunks.unpark(chunk)) {
        addTicket();
      }
    } finally {
      mutex.unlock();
    }
  }

  /** P4 to P6, P15: the last ticket of a stage begins the next one. */
  private Next endTicket() {
    tickets--;
    if (tickets > 0 || chunks.hasParked()) {
      return Next.STOP;
    }
    do {
      stage = stage.next(stopping, cancelled);
      if (stage == Stage.ENDED) {
        return Next.END;
      }
      chunks = new Chunks(workOf(stage), pageSize, stage.isUncut());
    } while (!chunks.hasNext());
    long wanted = Math.min(workers.threads(), chunks.estimate());
    tickets = 1;
    while (tickets < wanted) {
      addTicket();
    }
    return Next.GO_ON;
  }

  private List<Chunk> workOf(Stage next) {
    List<Chunk> work = new ArrayList<>();
    for (Part part : parts) {
      boolean stepped = part.populator != null;
      switch (next) {
        case LOCK -> {
          if (!stepped) {
            work.add(new Chunk(part, part.pages(), mode));
          }
        }
        case MARK, POPULATE -> {
          if (stepped) {
            work.add(new Chunk(part, part.pages(), LockMode.ON_FAULT));
          }
        }
        case FINISH -> {
          if (stepped) {
            work.add(new Chunk(part, part.pages(), LockMode.PLAIN));
          }
        }
        case UNMARK, ROLLBACK -> {
          part.marked.toList().forEach(p -> work.add(new Chunk(part, p, LockMode.ON_FAULT)));
          if (next == Stage.ROLLBACK) {
            part.held.toList().forEach(p -> work.add(new Chunk(part, p, mode)));
          }
        }
        case TOUCH -> {
          if (chunkWork.touches()) {
            work.add(new Chunk(part, part.pages(), mode));
          }
        }
        default -> throw new AssertionError(next);
      }
    }
    return work;
  }

  /** P6, P15: the one end. */
  private void end() {
    parts.forEach(chunkWork::end);
    State state = stopping ? (cancelled ? State.CANCELLED : State.FAILED) : State.LOCKED;
    bytesLocked.set(state == State.LOCKED ? byteCount() : 0);
    try {
      ending.atEnd(this, state);
    } catch (Throwable noHandle) {
      failure = noHandle;
      state = State.FAILED;
    }
    ended.complete(state);
    ending.afterEnd(this);
  }

  /** What failed, as the exception that users see. */
  PageLockException asException() {
    Throwable why = failure;
    if (why instanceof PageLockException known) {
      return known;
    }
    return PageLockException.of(Reason.OTHER, "lock", parts.get(0).pages().start(), byteCount())
        .because("the provider failed: " + why)
        .causedBy(why)
        .build();
  }
}
