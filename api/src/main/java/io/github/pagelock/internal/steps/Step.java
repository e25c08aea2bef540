package io.github.pagelock.internal.steps;

import io.github.pagelock.internal.engine.Chunk;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.kernel.QueuedCall;
import io.github.pagelock.internal.pages.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a pending lock in one of its stages. Its {@link #run} is what a claim calls when the
 * pages for which it was parked are free. Guarded by the course's mutex, but for {@link #touched}.
 */
public final class Step extends Chunk implements Runnable {
  public final Steps of;

  /** Its pages were read because they could not be locked. */
  public volatile boolean touched;

  /** It waits for pages of somebody else, or for a reader. */
  boolean parked;

  /** It does not wait any more, and has not been taken up again. */
  boolean freed;

  @Nullable Step nextFreed;

  /** Where it is in the operating system's queue. */
  public @Nullable QueuedCall call;

  Step(RangeLock lock, Pages pages, Steps of) {
    super(lock, pages, of.mode);
    this.of = of;
  }

  /** Whether all of its range is less than the first chunk of a big one. */
  public boolean isOfSmallRange() {
    return lock.pages.byteCount() < ChunkSizer.FIRST;
  }

  @Override
  public void run() {
    of.whenFree.accept(this);
  }
}
