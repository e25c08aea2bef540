package io.github.pagelock.internal.engine;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.LockFailure;

/**
 * Looks whether a buffer's arena (Java 22 and later) was closed while its pages were being locked:
 * what was locked then may be the memory of somebody else.
 */
public final class ArenaCheck {
  private ArenaCheck() {}

  /**
   * Asks once pages are locked.
   *
   * @throws PageLockException NOT_MAPPED if the arena is closed: the pages are still held
   */
  public static void afterLock(MemoryRange range, Pages pages) {
    try {
      range.checkAccess();
    } catch (IllegalStateException closed) {
      throw exception(pages, closed);
    } catch (RuntimeException anothers) {
      // Confined to the thread that asked for the lock: only that one could tell.
      return;
    }
  }

  /** The same of a chunk: its pages are held, whatever this throws. */
  public static void afterLock(Chunk chunk) {
    chunk.stillHeld = chunk;
    afterLock(chunk.lock.range, chunk.pages);
    chunk.stillHeld = null;
  }

  private static PageLockException exception(Pages pages, IllegalStateException closed) {
    Diagnosis why =
        Diagnosis.of(Cause.HOLE, "its arena was closed while it was being locked", Cure.NONE);
    return LockFailure.of(why, "lock", pages.start(), pages.byteCount()).causedBy(closed).build();
  }
}
