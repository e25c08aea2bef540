package io.github.pagelock;

/**
 * What a provider can do beyond locking and unlocking address ranges. Whatever is missing throws
 * {@link PageLockException} with {@link PageLockException.Reason#UNSUPPORTED}.
 *
 * <p>May grow: a {@code switch} over it needs a default.
 */
public enum Capability {
  /** Finds the address of a direct ByteBuffer, so that buffers can be locked. */
  BYTE_BUFFERS,
  /** Locks pages from their first touch on: {@link LockMode#ON_FAULT}. */
  ON_FAULT,
  /** Tells how many pages of a range are in RAM: {@link PageLocker#residency}. */
  RESIDENCY,
  /** Asks the kernel whether a range is locked: {@link LockedRange#verify()}. */
  VERIFY,
  /** Tells the limits of this process: {@link PageLocker#limits()}. */
  LIMITS,
  /**
   * Locking a page that is locked already costs nothing against the limit, so a nested lock repeats
   * the kernel's call and also locks memory that replaced the old one at the same address.
   */
  RELOCK_IS_FREE,
  /**
   * Asynchronous locks go by the operating system's own queue (FreeBSD: aio_mlock). Without it they
   * go by threads; the rules are the same.
   */
  NATIVE_ASYNC
}
