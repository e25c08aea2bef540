package io.github.pagelock.spi;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The calls to the kernel, for whole pages. {@link #pageSize}, {@link #lock} and {@link #unlock}
 * make a provider over address ranges; everything else is optional and said in {@link
 * #capabilities()}.
 *
 * <p>Implementations are used by several threads at once and do not count locks: the ledger above
 * calls {@link #lock} for pages that nobody holds (or repeats it, see {@link
 * Capability#RELOCK_IS_FREE}) and {@link #unlock} for pages that nobody holds any more, never both
 * for the same page at the same time. Addresses and byte counts are multiples of the page size. No
 * call covers more than a chunk (at most 32 MiB).
 */
public interface PageOperations {
  /**
   * The size of a page.
   *
   * @return bytes, a power of two
   */
  int pageSize();

  /**
   * Locks pages and makes them resident. A failure may leave part of them locked: the caller
   * unlocks the range then.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size
   * @throws PageLockException with the reason that the provider found out
   */
  void lock(long address, long byteCount);

  /**
   * Unlocks pages, every one that is mapped: beyond a hole it goes on. Pages that are not mapped or
   * not locked are no error.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size
   * @throws PageLockException UNLOCK_FAILED if a page that is mapped stays locked
   */
  void unlock(long address, long byteCount);

  /**
   * Locks each page from its first touch on. Never called for a page that is held plainly. Needs
   * {@link Capability#ON_FAULT}.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size
   * @throws PageLockException with the reason that the provider found out
   */
  default void lockOnFault(long address, long byteCount) {
    throw unsupported(Capability.ON_FAULT, "lockOnFault", address, byteCount);
  }

  /**
   * Names what this provider's locks are locks of. Providers of one domain share a ledger, so that
   * their locks nest. A wrapper gives its delegate's, a fake kernel a name of its own.
   *
   * @return {@code process} unless overridden: the memory of this process
   */
  default String domain() {
    return "process";
  }

  /**
   * What these operations can do beyond address ranges.
   *
   * @return an immutable set, always the same
   */
  default Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * Finds a direct buffer's memory. Needs {@link Capability#BYTE_BUFFERS}.
   *
   * @param buffer a direct buffer
   * @return the address of the byte at the buffer's position
   */
  default long addressOf(ByteBuffer buffer) {
    throw unsupported(Capability.BYTE_BUFFERS, "addressOf", 0, 0);
  }

  /**
   * Asks the kernel how much may be locked and is locked. Needs {@link Capability#LIMITS}.
   *
   * @return the limits now
   */
  default LockLimits limits() {
    return LockLimits.ALL_UNKNOWN;
  }

  /**
   * Counts the mappings of the process. May take milliseconds.
   *
   * @return the count now and the most that there may be
   */
  default MappingRoom mappings() {
    return MappingRoom.ALL_UNKNOWN;
  }

  /**
   * Asks how much more memory can become resident. May take a fraction of a millisecond.
   *
   * @return what is left now
   */
  default MemoryRoom memory() {
    return MemoryRoom.ALL_UNKNOWN;
  }

  /**
   * Chooses the way to lock a big range asynchronously. With a populator it is locked on fault,
   * populated by several threads and locked plainly at last; without, locked chunk by chunk, which
   * decides correctly by itself. Needs {@link Capability#ON_FAULT}.
   *
   * @param address the first page
   * @param byteCount bytes, more than a chunk
   * @return a populator if that way is faster for what is mapped there and how much of it is
   *     resident
   */
  default Optional<Populator> populator(long address, long byteCount) {
    return Optional.empty();
  }

  /**
   * The operating system's own queue for asynchronous locks. Needs {@link Capability#NATIVE_ASYNC}.
   *
   * @return the queue, always the same; empty where pending locks go by threads that call {@link
   *     #lock}
   */
  default Optional<LockQueue> queue() {
    return Optional.empty();
  }

  /**
   * What to do when a limit is exceeded, and what would not help.
   *
   * @param bound which limit
   * @param needed how much it would have to allow: bytes in all for LOCKED_BYTES, mappings in all
   *     for MAPPINGS, bytes more for MEMORY
   * @return the cure for how this process was started; {@link Cure#NONE} if none is known
   */
  default Cure cure(Bound bound, long needed) {
    return Cure.NONE;
  }

  /**
   * Looks for what would make a lock of these pages fail, beside the limits that {@link #limits},
   * {@link #mappings} and {@link #memory} tell, without locking or touching anything.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size; 0 asks only whether this process may lock
   *     memory at all
   * @return what was found, or empty if nothing was
   */
  default Optional<Diagnosis> diagnose(long address, long byteCount) {
    return Optional.empty();
  }

  /**
   * Counts the resident pages of a range. Needs {@link Capability#RESIDENCY}.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size
   * @return the count, unknown where the kernel does not tell
   * @throws PageLockException NOT_MAPPED if part of the range is not mapped
   */
  default Residency residency(long address, long byteCount) {
    throw unsupported(Capability.RESIDENCY, "residency", address, byteCount);
  }

  /**
   * Asks the kernel what is true of these pages, at about the price of one span. Needs {@link
   * Capability#VERIFY}.
   *
   * @param spans the pages to ask about, in any order; they may overlap
   * @return an answer for each span, in their order
   */
  default List<KernelState> verify(List<PageSpan> spans) {
    throw unsupported(Capability.VERIFY, "verify", 0, 0);
  }

  private static PageLockException unsupported(
      Capability missing, String operation, long address, long byteCount) {
    return PageLockException.of(Reason.UNSUPPORTED, operation, address, byteCount)
        .because("the provider does not have the capability " + missing)
        .build();
  }
}
