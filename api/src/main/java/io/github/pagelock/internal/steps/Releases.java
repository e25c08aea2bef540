package io.github.pagelock.internal.steps;

import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Hold;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is left to be given back in UNMARK and ROLLBACK: pieces, of which a chunk is released at a
 * time. Guarded by the course's mutex; needs no memory.
 */
public final class Releases {
  private final List<RangeLock> locks;
  private final ChunkSizer sizer;
  private boolean all;

  /** Pieces that wait for pages of somebody else. */
  private int parked;

  /** Told when a piece that waits may be tried again. */
  public record Waiting(Consumer<Hold> whenFree, Hold piece) implements Runnable {
    @Override
    public void run() {
      whenFree.accept(piece);
    }
  }

  public Releases(List<RangeLock> locks, int pageSize) {
    this.locks = locks;
    this.sizer = ChunkSizer.ofReleases(pageSize);
  }

  /** ROLLBACK gives back all, UNMARK what was held on fault on the way. */
  public void begin(Stage stage) {
    all = stage == Stage.ROLLBACK;
  }

  public boolean hasNext() {
    return count() > 0;
  }

  public int count() {
    int count = 0;
    for (int i = 0; i < locks.size(); i++) {
      RangeLock lock = locks.get(i);
      count += lock.marked.count() + (all ? lock.held.count() : 0);
    }
    return count;
  }

  /** Takes a piece out; {@link #put} brings back what is left of it. */
  public @Nullable Hold take() {
    for (int i = 0; i < locks.size(); i++) {
      RangeLock lock = locks.get(i);
      Hold taken = lock.marked.take();
      if (taken == null && all) {
        taken = lock.held.take();
      }
      if (taken != null) {
        return taken;
      }
    }
    return null;
  }

  /** In which list does not matter any more: all of it is going to be released. */
  public void put(Hold left) {
    if (left.at < left.end) {
      locks.get(0).marked.putBack(left);
    }
  }

  /** Where the piece's next chunk ends. Where the kernel is not called, that is the whole piece. */
  public long chunkEnd(Hold piece) {
    return all ? piece.at + Math.min(sizer.next(), piece.end - piece.at) : piece.end;
  }

  public void took(long byteCount, long nanos) {
    if (all) {
      sizer.took(byteCount, nanos);
    }
  }

  public void park() {
    parked++;
  }

  public void unpark() {
    parked--;
  }

  public boolean hasParked() {
    return parked > 0;
  }
}
