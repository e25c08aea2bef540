package io.github.pagelock.segments;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Whole pages of locked memory, wiped and unlocked before they are given back. */
final class Block {
  private static final System.Logger LOG = System.getLogger("io.github.pagelock.segments");

  private Block() {}

  static long wholePages(long bytes, int pageSize) {
    long rounded = (bytes + pageSize - 1) / pageSize * pageSize;
    if (rounded < bytes) {
      throw new OutOfMemoryError("no memory has " + bytes + " bytes");
    }
    return rounded;
  }

  /**
   * Allocates and locks.
   *
   * @param bytes whole pages
   * @param alignment a page or more
   * @return a segment that lives as long as the arena
   */
  static MemorySegment allocate(Arena arena, PageLocker locker, long bytes, long alignment) {
    // Of an arena of its own: nothing says in which order an arena's memory and its actions go.
    Arena memory = Arena.ofShared();
    try {
      MemorySegment raw = memory.allocate(bytes, alignment);
      LockedRange handle = lock(locker, raw);
      try {
        return lend(arena, raw, new Ending(raw, handle, memory));
      } catch (Throwable arenaIsClosed) {
        handle.close();
        throw arenaIsClosed;
      }
    } catch (Throwable failure) {
      memory.close();
      throw failure;
    }
  }

  @SuppressWarnings("restricted") // to have the memory end with the arena
  private static MemorySegment lend(Arena arena, MemorySegment raw, Ending ending) {
    return raw.reinterpret(arena, ending::end);
  }

  private static LockedRange lock(PageLocker locker, MemorySegment raw) {
    MemoryRange range = MemoryRange.ofAddress(raw.address(), raw.byteSize(), raw);
    LockedRange handle = locker.lock(range);
    if (handle.degradation().isPresent()) {
      PageLockException why = handle.degradation().get();
      handle.close();
      throw why;
    }
    return handle;
  }

  /** What is done when the arena ends. */
  private record Ending(MemorySegment raw, LockedRange handle, Arena memory) {
    void end(MemorySegment lent) {
      raw.fill((byte) 0);
      try {
        handle.close();
      } catch (PageLockException stuck) {
        // Its pages stay locked: whoever got them next would not know. So nobody does.
        LOG.log(Level.WARNING, "memory of a locked arena is not given back", stuck);
        throw stuck;
      }
      memory.close();
    }
  }
}
