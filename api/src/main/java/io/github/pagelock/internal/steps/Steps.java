package io.github.pagelock.internal.steps;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Pages;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one stage of one request: cuts them, and knows which are parked. Guarded by the
 * course's mutex. Only {@link #next} needs memory, and without it changes nothing.
 */
public final class Steps {
  public final Stage stage;

  /** The hold that each takes. */
  final LockMode mode;

  private final List<RangeLock> work;
  private final ChunkSizer sizer;
  final Consumer<Step> whenFree;
  private @Nullable Step firstFreed;
  private @Nullable Step lastFreed;
  private int parked;
  private boolean dropped;
  private int index;
  private long at;

  /**
   * The chunks of a stage.
   *
   * @param work what is to be done whole
   * @param ofRequest the mode that is asked for in the end
   * @param largest bytes of a chunk, at most
   * @param whenFree told when a parked chunk may be tried again
   */
  public Steps(
      Stage stage,
      List<RangeLock> work,
      LockMode ofRequest,
      int pageSize,
      long largest,
      Consumer<Step> whenFree) {
    this.stage = stage;
    this.mode = stage.holdMode(ofRequest);
    this.work = work;
    this.sizer = ChunkSizer.ofLocks(pageSize, largest);
    this.whenFree = whenFree;
    this.at = work.isEmpty() ? 0 : work.get(0).pages.start();
  }

  public boolean hasNext() {
    return firstFreed != null || index < work.size();
  }

  public @Nullable Step next() {
    Step freed = firstFreed;
    if (freed != null) {
      takeFreed(freed);
      return freed;
    }
    if (index == work.size()) {
      return null;
    }
    RangeLock lock = work.get(index);
    long wholeEnd = lock.pages.end();
    long end = at + Math.min(sizer.next(), wholeEnd - at);
    Step next = new Step(lock, new Pages(at, end), this);
    at = end;
    if (end == wholeEnd) {
      index++;
      at = index < work.size() ? work.get(index).pages.start() : 0;
    }
    return next;
  }

  private void takeFreed(Step freed) {
    Step before = null;
    for (Step each = firstFreed; each != freed && each != null; each = each.nextFreed) {
      before = each;
    }
    if (before == null) {
      firstFreed = freed.nextFreed;
    } else {
      before.nextFreed = freed.nextFreed;
    }
    if (lastFreed == freed) {
      lastFreed = before;
    }
    freed.nextFreed = null;
    freed.freed = false;
  }

  /** How many chunks there are to begin with, or a few more. */
  public long estimate() {
    long bytes = 0;
    for (int i = 0; i < work.size(); i++) {
      bytes += work.get(i).pages.byteCount();
    }
    return bytes / sizer.next() + work.size();
  }

  public void took(Step step, long nanos) {
    sizer.took(step.pages.byteCount(), nanos);
  }

  public void park(Step step) {
    step.parked = true;
    parked++;
  }

  /** Returns false if the chunk was dropped meanwhile. */
  public boolean unpark(Step step) {
    if (!step.parked || dropped) {
      return false;
    }
    step.parked = false;
    parked--;
    step.freed = true;
    if (lastFreed == null) {
      firstFreed = step;
    } else {
      lastFreed.nextFreed = step;
    }
    lastFreed = step;
    return true;
  }

  public boolean hasParked() {
    return parked > 0;
  }

  /** The chunk was done after all. */
  public void forget(Step step) {
    if (dropped) {
      return;
    }
    if (step.parked) {
      step.parked = false;
      parked--;
    }
    if (step.freed) {
      takeFreed(step);
    }
  }

  /** Nothing more is to be begun. */
  public void drop() {
    dropped = true;
    parked = 0;
    firstFreed = null;
    lastFreed = null;
    index = work.size();
  }
}
