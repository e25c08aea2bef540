package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.Chunks.Chunk;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What each stage does to a chunk: the only place where a pending lock meets the engine. */
final class ChunkWork {
  private final LockEngine engine;
  private final boolean touches;
  private final @Nullable LockQueue queue;

  /**
   * Work through an engine.
   *
   * @param touches whether ranges that could not be locked are read instead (L10)
   */
  ChunkWork(LockEngine engine, boolean touches) {
    this.engine = engine;
    this.touches = touches;
    PageOperations operations = engine.operations();
    boolean isNative = operations.capabilities().contains(Capability.NATIVE_ASYNC);
    this.queue = isNative ? operations.queue().orElse(null) : null;
  }

  /** Where a stage's chunks go by the operating system's own queue, else null. */
  @Nullable LockQueue queueOf(Stage stage, LockMode mode) {
    return stage == Stage.LOCK && mode == LockMode.PLAIN ? queue : null;
  }

  /** As {@link #attempt}, for a chunk of a queue: null if its pages are CHANGING. */
  @Nullable Claim claim(Chunk chunk, @Nullable Runnable whenFree) {
    return engine.claimPlain(chunk.part().request, chunk.pages(), whenFree);
  }

  void submit(LockQueue queue, QueuedChunk chunk) {
    engine.submit(queue, chunk);
  }

  /** The end of a chunk of a queue; calls the kernel if it failed. */
  void queuedEnded(QueuedChunk ended, Chunk chunk, Consumer<Pages> stillHeld) {
    engine.queuedEnded(ended, chunk.part().request, stillHeld);
  }

  boolean touches() {
    return touches;
  }

  /** ADMIT. Returns false if the limit is unclear now: try again in a millisecond. */
  boolean admit(List<Part> parts, LockMode mode, int earlier) {
    if (mode == LockMode.ON_FAULT && !hasOnFault()) {
      throw PageLockException.of(Reason.UNSUPPORTED, "lockAsync", 0, 0)
          .because("the provider does not have the capability " + Capability.ON_FAULT)
          .build();
    }
    Trace trace = parts.get(0).request.trace;
    if (trace != null && earlier == 0) {
      trace.dequeued();
    }
    List<LockRequest> whole = parts.stream().map(part -> part.request).toList();
    for (Part part : parts) {
      if (!part.admitted) {
        if (!engine.admission().tryAdmit(part.request, whole, mode, earlier)) {
          return false;
        }
        part.admitted = true;
      }
    }
    for (Part part : parts) {
      part.populator = populator(part.pages(), mode);
      if (trace != null && part.populator != null) {
        trace.populates();
      }
    }
    return true;
  }

  private boolean hasOnFault() {
    return engine.operations().capabilities().contains(Capability.ON_FAULT);
  }

  private @Nullable Populator populator(Pages pages, LockMode mode) {
    PageOperations operations = engine.operations();
    boolean possible =
        mode == LockMode.PLAIN && pages.byteCount() > ChunkSizer.FIRST && hasOnFault();
    return possible ? operations.populator(pages.start(), pages.byteCount()).orElse(null) : null;
  }

  /**
   * Does a chunk.
   *
   * @param whenFree run once if the chunk's pages are CHANGING, when they are not any more
   * @param stillHeld told the pages on which a chunk that fails keeps a hold
   * @param failure what a failed unlock is suppressed in, when rolling back
   * @return false if pages are CHANGING: nothing was done
   */
  boolean attempt(
      Stage stage,
      Chunk chunk,
      @Nullable Runnable whenFree,
      Consumer<Pages> stillHeld,
      @Nullable Throwable failure) {
    Pages pages = chunk.pages();
    Trace trace = chunk.part().request.trace;
    return switch (stage) {
      case LOCK, MARK, FINISH ->
          engine.tryLockChunk(chunk.part().request, chunk.mode(), pages, whenFree, stillHeld);
      case POPULATE -> {
        engine.populate(Objects.requireNonNull(chunk.part().populator), pages, trace);
        yield true;
      }
      case UNMARK, ROLLBACK ->
          engine.tryReleaseChunk(pages, chunk.mode(), whenFree, new UnlockFailures(failure), trace);
      case TOUCH -> touch(chunk.part(), whenFree);
      case ADMIT, ENDED -> throw new AssertionError(stage);
    };
  }

  /** Takes as long as the memory is big, so that the request is parked instead of a worker. */
  private boolean touch(Part part, @Nullable Runnable whenFree) {
    if (!part.touched && whenFree != null) {
      Toucher.touchAsync(
          part.range,
          engine.operations().pageSize(),
          () -> {
            part.touched = true;
            whenFree.run();
          });
    }
    return part.touched && whenFree == null;
  }

  void end(Part part) {
    engine.end(part.request);
  }
}
