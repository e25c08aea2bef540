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
  NATIVE_ASYNC,
  /** {@link LockedMemory} lies between pages that nobody can access: an overrun hits them. */
  GUARD_PAGES,
  /**
   * {@link LockedMemory} is left out of core dumps (Linux: MADV_DONTDUMP, FreeBSD: MADV_NOCORE).
   */
  NO_DUMP,
  /**
   * A child of fork does not get what is in {@link LockedMemory}: it reads zeros there, or has no
   * such memory (Linux: MADV_WIPEONFORK, FreeBSD: INHERIT_ZERO).
   */
  WIPE_ON_FORK,
  /** {@link LockedMemory} can be made inaccessible: {@link LockedMemory#seal()}. */
  SEAL,
  /**
   * {@link LockedMemory} that not even the kernel maps, where it is asked for (Linux:
   * memfd_secret). A system that has such memory does not hibernate while there is any.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/memfd_secret.2.html">memfd_secret(2)</a>
   */
  SECRET_MEMORY,
  /** Locks the whole process: {@link PageLocker#lockProcess}. */
  PROCESS,
  /**
   * The whole process is locked and released by chunks, with progress, so that it never stands
   * still. Without it {@link PageLocker#lockProcess} is one call (POSIX mlockall) that holds up
   * every mmap of the process for as long as it takes: about 40 to 100 ms for each GiB.
   */
  PROCESS_BY_CHUNKS
}
