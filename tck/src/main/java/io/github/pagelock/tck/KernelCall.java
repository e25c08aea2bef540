package io.github.pagelock.tck;

/**
 * A call that reached the provider under test.
 *
 * @param kind which call
 * @param address the first page
 * @param byteCount bytes
 * @param thread who called
 * @param waits how often the thread had slept or waited in its life when the call began
 */
public record KernelCall(Kind kind, long address, long byteCount, Thread thread, long waits) {
  /**
   * The calls that change locks, or make pages resident on the way to one.
   *
   * <p>May grow: a {@code switch} over it needs a default.
   */
  public enum Kind {
    /** {@link io.github.pagelock.spi.PageOperations#lock}. */
    LOCK,
    /** {@link io.github.pagelock.spi.PageOperations#lockOnFault}. */
    LOCK_ON_FAULT,
    /** {@link io.github.pagelock.spi.PageOperations#unlock}. */
    UNLOCK,
    /** {@link io.github.pagelock.spi.Populator#populate}. */
    POPULATE,
    /** {@link io.github.pagelock.spi.LockQueue#submit}; no thread of the engine's waits in it. */
    QUEUED
  }

  boolean covers(long pageAddress) {
    return pageAddress >= address && pageAddress < address + byteCount;
  }

  /**
   * Whether it locks.
   *
   * @return true for LOCK, LOCK_ON_FAULT and QUEUED
   */
  public boolean isLock() {
    return kind == Kind.LOCK || kind == Kind.LOCK_ON_FAULT || kind == Kind.QUEUED;
  }

  /**
   * Whether it unlocks.
   *
   * @return true for UNLOCK
   */
  public boolean isUnlock() {
    return kind == Kind.UNLOCK;
  }
}
