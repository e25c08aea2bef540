package io.github.pagelock.segments;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An arena whose every segment is locked before anybody has it, and is overwritten with zeros,
 * unlocked and given back, in this order, when the arena ends. Small segments share pages; one
 * that is bigger than half of 64 KiB has pages of its own.
 *
 * <p>It ends when it is closed; an automatic one some time after nobody reaches it or a segment of
 * it any more. A confined one is for the thread that made it alone; the others are safe for use by
 * several threads, whose allocations wait for each other.
 *
 * <p>The pages are locked plainly, by the locker's provider, and count against the limit of locked
 * memory as every lock does. The heap of the C library, where the JDK's arenas have their memory,
 * is dumped with a core and inherited by a fork as any memory is.
 *
 * @see io.github.pagelock.LockedRange
 */
public final class LockedArena implements Arena {
  /**
   * Of a slab that small segments share; one page, where pages are as large. The first ones are
   * smaller, for small limits. In bytes, because it is what a limit loses to an arena's last slab.
   */
  private static final long LARGEST_SLAB = 64 << 10;

  private final Arena arena;
  private final PageLocker locker;
  private final int pageSize;
  private final MemorySegment probe;
  private final ReentrantLock lock = new ReentrantLock();

  /** What is left of the slab that small segments are cut from. */
  private @Nullable MemorySegment rest;

  private long nextSlab;

  private LockedArena(Arena arena, PageLocker locker) {
    this.arena = arena;
    this.locker = locker;
    this.pageSize = locker.pageSize();
    this.nextSlab = pageSize;
    this.probe = arena.allocate(1);
  }

  /**
   * An arena for this thread alone.
   *
   * @param locker what locks its memory; it may be closed before the arena is
   * @return a new arena, to be closed by this thread
   */
  public static LockedArena ofConfined(PageLocker locker) {
    return of(Arena.ofConfined(), locker);
  }

  /**
   * An arena for all threads.
   *
   * @param locker what locks its memory; it may be closed before the arena is
   * @return a new arena, to be closed by any thread
   */
  public static LockedArena ofShared(PageLocker locker) {
    return of(Arena.ofShared(), locker);
  }

  /**
   * An arena for all threads that the garbage collector ends. What goes wrong then is logged.
   *
   * @param locker what locks its memory; it may be closed before the arena ends
   * @return a new arena, whose {@link #close} throws {@link UnsupportedOperationException}
   */
  public static LockedArena ofAuto(PageLocker locker) {
    return of(Arena.ofAuto(), locker);
  }

  private static LockedArena of(Arena arena, PageLocker locker) {
    return new LockedArena(arena, Objects.requireNonNull(locker, "locker"));
  }

  /**
   * Allocates locked memory, zero-filled: all of it, or none.
   *
   * @param byteSize bytes, 0 or more
   * @param byteAlignment bytes, a power of two
   * @return a segment of this arena; one of 0 bytes locks nothing
   * @throws PageLockException if its pages cannot be locked, also where the locker would degrade
   *     ({@link io.github.pagelock.LockPolicy#BEST_EFFORT}): memory that is not locked is not given
   *     out
   * @throws IllegalArgumentException if the size is negative, or the alignment no power of two
   * @throws IllegalStateException if the arena is closed
   * @throws WrongThreadException if it is confined to another thread
   * @throws OutOfMemoryError if there is no memory
   */
  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    if (byteSize < 0) {
      throw new IllegalArgumentException("byteSize is " + byteSize + ", but must not be negative");
    }
    if (Long.bitCount(byteAlignment) != 1 || byteAlignment < 0) {
      throw new IllegalArgumentException("byteAlignment is " + byteAlignment + ", no power of two");
    }
    checkAccess();
    if (byteSize == 0) {
      return arena.allocate(0, byteAlignment);
    }
    boolean isLarge = byteSize > LARGEST_SLAB / 2 || byteAlignment > pageSize;
    if (isLarge) {
      long bytes = Block.wholePages(byteSize, pageSize);
      return Block.allocate(arena, locker, bytes, Math.max(byteAlignment, pageSize))
          .asSlice(0, byteSize);
    }
    lock.lock();
    try {
      return ofSlab(byteSize, byteAlignment);
    } finally {
      lock.unlock();
    }
  }

  /** Closed, or another thread's: in the JDK's own words. */
  private void checkAccess() {
    byte unused = probe.get(ValueLayout.JAVA_BYTE, 0);
  }

  private MemorySegment ofSlab(long byteSize, long byteAlignment) {
    MemorySegment slab = rest;
    long from = slab == null ? 0 : -slab.address() & (byteAlignment - 1);
    if (slab == null || from + byteSize > slab.byteSize()) {
      long bytes = Math.max(nextSlab, Block.wholePages(byteSize, pageSize));
      slab = Block.allocate(arena, locker, bytes, pageSize);
      nextSlab = Math.max(pageSize, Math.min(2 * bytes, LARGEST_SLAB));
      from = 0;
    }
    rest = slab.asSlice(from + byteSize);
    return slab.asSlice(from, byteSize);
  }

  @Override
  public MemorySegment.Scope scope() {
    return arena.scope();
  }

  /**
   * Overwrites all memory with zeros, unlocks it and gives it back; then its segments cannot be
   * accessed any more.
   *
   * @throws PageLockException UNLOCK_FAILED if pages cannot be unlocked: these are not given back,
   *     all others are
   * @throws IllegalStateException if it is closed already, or in use by a call
   * @throws WrongThreadException if it is confined to another thread
   * @throws UnsupportedOperationException if it is automatic
   */
  @Override
  public void close() {
    arena.close();
  }
}
