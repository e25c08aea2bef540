package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Pending.Cancellation;
import io.github.pagelock.Pending.State;
import io.github.pagelock.internal.Chunks.Chunk;
import io.github.pagelock.spi.LockQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The life of a pending lock: stages, tickets and the one end of docs/pending.md (P1 to P19). Its
 * chunks are done by {@link ChunkWork}, on the workers.
 */
final class PendingRequest {
  private final List<Part> parts;
  private final LockMode mode;
  private final StageWork work;
  private final ChunkWork chunkWork;
  private final Workers workers;
  private final Ending ending;
  private final int pageSize;
  private final ReentrantLock mutex = new ReentrantLock();
  private final AtomicLong bytesLocked = new AtomicLong();
  private final CompletableFuture<State> ended = new CompletableFuture<>();

  private Stage stage = Stage.ADMIT;
  private Chunks chunks;
  private final QueuedChunks queued = new QueuedChunks();

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
    this.work = new StageWork(parts, mode);
    this.chunkWork = chunkWork;
    this.workers = workers;
    this.pageSize = pageSize;
    this.ending = ending;
    // ADMIT is done once, whatever the size.
    this.chunks = new Chunks(List.of(), pageSize, ChunkSizer.LARGEST, false);
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
      if (stopping || stage == Stage.ENDED || (isPastCancelling() && !queued.cancel())) {
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
    boolean last = stage == Stage.FINISH || (stage == Stage.LOCK && work.isLockOnly());
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
      queued.cancel();
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
    /** It stays with a chunk in the operating system's queue. */
    QUEUED,
    /** It was the last one of all: to be followed by {@link #end()}, without the mutex. */
    END
  }

  /** Takes one chunk forward; then the ticket goes to the back of the queue, or ends. */
  private void turn() {
    follow(stageNow() == Stage.ADMIT ? admit() : doChunk());
  }

  private void follow(Next next) {
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
    LockQueue queue;
    mutex.lock();
    try {
      now = stage;
      earlier = failure;
      chunk = chunks.next();
      if (chunk == null) {
        return endTicket();
      }
      queue = chunkWork.queueOf(now, chunk.mode());
      if (queue != null) {
        queued.expect();
      }
    } finally {
      mutex.unlock();
    }
    if (queue != null) {
      return queue(queue, chunk);
    }
    long begun = System.nanoTime();
    boolean done = false;
    Throwable failed = null;
    Consumer<Pages> stillHeld = pages -> hold(chunk, pages);
    try {
      done = attempt(now, chunk, free -> chunkWork.attempt(now, chunk, free, stillHeld, earlier));
    } catch (Throwable problem) {
      failed = problem;
    }
    long nanos = System.nanoTime() - begun;
    Next next = settle(now, chunk, done, failed, nanos);
    Pace.afterChunk(nanos, next == Next.GO_ON);
    return next;
  }

  /** P7: parked first and then tried again, because it may be free before this has returned. */
  private boolean attempt(Stage now, Chunk chunk, Predicate<@Nullable Runnable> work) {
    if (work.test(null)) {
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
    return work.test(() -> freed(chunk));
  }

  /** P17: begins what {@link #queuedEnded} settles. */
  private Next queue(LockQueue queue, Chunk chunk) {
    Throwable failed = null;
    try {
      if (attempt(Stage.LOCK, chunk, free -> submit(queue, chunk, free))) {
        return Next.QUEUED;
      }
    } catch (Throwable problem) {
      failed = problem;
    }
    mutex.lock();
    try {
      queued.notComing();
    } finally {
      mutex.unlock();
    }
    return settle(Stage.LOCK, chunk, false, failed, 0);
  }

  private boolean submit(LockQueue queue, Chunk chunk, @Nullable Runnable whenFree) {
    Claim claim = chunkWork.claim(chunk, whenFree);
    if (claim == null) {
      return false;
    }
    QueuedChunk one =
        new QueuedChunk(claim, ended -> workers.execute(() -> queuedEnded(chunk, ended)));
    mutex.lock();
    try {
      chunks.forget(chunk);
      queued.add(one);
      if (stopping) {
        one.cancel();
      }
    } finally {
      mutex.unlock();
    }
    chunkWork.submit(queue, one);
    return true;
  }

  /** P18. */
  private void queuedEnded(Chunk chunk, QueuedChunk one) {
    Throwable failed = one.failure();
    long begun = System.nanoTime();
    try {
      chunkWork.queuedEnded(one, chunk, pages -> hold(chunk, pages));
    } catch (Throwable problem) {
      failed = problem;
    }
    long nanos = System.nanoTime() - begun;
    mutex.lock();
    try {
      queued.remove(one);
    } finally {
      mutex.unlock();
    }
    Next next = settle(Stage.LOCK, chunk, failed == null, failed, one.nanos());
    if (failed != null) {
      // What it had locked of the chunk was unlocked here.
      Pace.afterChunk(nanos, next == Next.GO_ON);
    }
    follow(next);
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
      if (failed != null && !(stopping && isCancellation(failed))) {
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

  /** What a queue says of a chunk that this request has taken out of it. */
  private static boolean isCancellation(Throwable failed) {
    return failed instanceof PageLockException known && known.reason() == Reason.CANCELLED;
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
    int atOnce;
    do {
      stage = stage.next(stopping, cancelled);
      if (stage == Stage.ENDED) {
        return Next.END;
      }
      LockQueue queue = chunkWork.queueOf(stage, mode);
      atOnce = queue == null ? workers.threads() : queue.window();
      long most = queue == null ? ChunkSizer.LARGEST : queue.requestBytes();
      chunks = new Chunks(work.of(stage, chunkWork.touches()), pageSize, most, stage.isUncut());
    } while (!chunks.hasNext());
    long wanted = Math.min(atOnce, chunks.estimate());
    tickets = 1;
    while (tickets < wanted) {
      addTicket();
    }
    return Next.GO_ON;
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
