package io.github.pagelock.fake;

/**
 * A call that reached the fake kernel.
 *
 * @param kind which call
 * @param address the first page
 * @param byteCount bytes
 * @param thread who called
 * @param startNanos {@link System#nanoTime()} at entry
 * @param endNanos {@link System#nanoTime()} at exit; 0 as long as the call lasts
 */
public record Call(
    Kind kind, long address, long byteCount, Thread thread, long startNanos, long endNanos) {
  /** The calls that change locks. */
  public enum Kind {
    LOCK,
    LOCK_ON_FAULT,
    UNLOCK
  }

  /** Where in a call a hook runs: its effect lies between the two. */
  public enum Phase {
    ENTRY,
    EXIT
  }

  Call ended() {
    return new Call(kind, address, byteCount, thread, startNanos, System.nanoTime());
  }

  public boolean covers(long pageAddress) {
    return pageAddress >= address && pageAddress < address + byteCount;
  }
}
