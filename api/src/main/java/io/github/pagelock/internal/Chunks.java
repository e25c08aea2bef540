package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one stage of one request: cuts them, and knows which are parked. Guarded by the
 * request's mutex.
 */
final class Chunks {
  /** Pages of a part, and the hold that the stage takes or releases there. */
  record Chunk(Part part, Pages pages, LockMode mode) {}

  private final List<Chunk> work;
  private final boolean uncut;
  private final ChunkSizer sizer;
  private final ArrayDeque<Chunk> freed = new ArrayDeque<>();
  private final Set<Chunk> parked = new HashSet<>();
  private int index;
  private long at;

  /**
   * The chunks of a stage.
   *
   * @param most bytes of a chunk
   * @param uncut whether each piece of work is one chunk: only where the kernel is not called
   */
  Chunks(List<Chunk> work, int pageSize, long most, boolean uncut) {
    this.uncut = uncut;
    this.work = new ArrayList<>(work);
    this.sizer = new ChunkSizer(pageSize, most);
    this.at = work.isEmpty() ? 0 : work.get(0).pages().start();
  }

  boolean hasNext() {
    return !freed.isEmpty() || index < work.size();
  }

  @Nullable Chunk next() {
    if (!freed.isEmpty()) {
      return freed.remove();
    }
    if (index == work.size()) {
      return null;
    }
    Chunk whole = work.get(index);
    long end = uncut ? whole.pages().end() : Math.min(at + sizer.next(), whole.pages().end());
    Chunk next = new Chunk(whole.part(), new Pages(at, end), whole.mode());
    at = end;
    if (end == whole.pages().end()) {
      index++;
      at = index < work.size() ? work.get(index).pages().start() : 0;
    }
    return next;
  }

  /** How many chunks there are to begin with, or a few more. */
  long estimate() {
    long bytes = work.stream().mapToLong(chunk -> chunk.pages().byteCount()).sum();
    return uncut ? work.size() : bytes / sizer.next() + work.size();
  }

  void took(Chunk chunk, long nanos) {
    sizer.took(chunk.pages().byteCount(), nanos);
  }

  void park(Chunk chunk) {
    parked.add(chunk);
  }

  /** Returns false if the chunk was dropped meanwhile. */
  boolean unpark(Chunk chunk) {
    boolean known = parked.remove(chunk);
    if (known) {
      freed.add(chunk);
    }
    return known;
  }

  boolean hasParked() {
    return !parked.isEmpty();
  }

  /** The chunk was done after all. */
  void forget(Chunk chunk) {
    parked.remove(chunk);
    freed.remove(chunk);
  }

  /** Nothing more is to be begun. */
  void drop() {
    parked.clear();
    freed.clear();
    index = work.size();
  }
}
