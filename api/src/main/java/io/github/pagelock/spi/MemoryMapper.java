package io.github.pagelock.spi;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Maps memory for {@link io.github.pagelock.LockedMemory}, and does to it what its promises take.
 * Nothing here locks: {@link PageOperations#lock} is called for these pages as for any.
 *
 * <p>Used by several threads at once, never for the same memory at the same time, but for {@link
 * #kept} and for the reading and writing of what {@link #buffer} gave. Addresses and byte counts
 * are multiples of the page size. A call that throws has done nothing.
 *
 * <p>What {@link PageOperations#capabilities()} claims of {@link Capability#GUARD_PAGES}, {@link
 * Capability#NO_DUMP}, {@link Capability#WIPE_ON_FORK}, {@link Capability#SEAL} and {@link
 * Capability#SECRET_MEMORY} is what this can do here and now, tried and not only known: a seccomp
 * filter may forbid what the kernel has.
 */
public interface MemoryMapper {
  /** What may be done to pages. */
  enum Access {
    /** Neither read nor written: whoever does has to expect a signal (PROT_NONE). */
    NONE,
    /** Read. */
    READ,
    /** Read and written. */
    READ_WRITE
  }

  /**
   * Maps private memory that reads as zeros, with {@link Access#NONE}, somewhere. No page of it is
   * resident, nor counted against a limit.
   *
   * @param byteCount bytes
   * @return its address
   * @throws PageLockException LIMIT_EXCEEDED if there may be no more mappings, or no more address
   *     space; OTHER
   */
  long map(long byteCount);

  /**
   * Puts {@link Capability#SECRET_MEMORY} in the place of pages that were mapped here, readable and
   * writable, reading as zeros. Called at most once for a page, before its other promises.
   *
   * @param address the first page
   * @param byteCount bytes
   * @throws PageLockException LIMIT_EXCEEDED if so much more may not be locked: such memory counts
   *     as locked from now on; UNSUPPORTED unless overridden; OTHER
   */
  default void mapSecret(long address, long byteCount) {
    throw LockFailure.unsupported(Capability.SECRET_MEMORY, "mapSecret", address, byteCount);
  }

  /**
   * Allows or forbids access to pages that were mapped here.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param access what may be done from now on
   * @throws PageLockException LIMIT_EXCEEDED if there may be no more mappings, or the system has
   *     not enough memory for more that can be written; OTHER
   */
  void protect(long address, long byteCount, Access access);

  /**
   * Makes the kernel keep a promise for pages that were mapped here and are readable and writable,
   * until they are unmapped.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param promise {@link Capability#NO_DUMP} or {@link Capability#WIPE_ON_FORK}
   * @throws IllegalArgumentException if it is another
   * @throws PageLockException UNSUPPORTED where the system lacks it; OTHER
   */
  void promise(long address, long byteCount, Capability promise);

  /**
   * Asks the kernel, not this object, which promises are kept for pages that were mapped here.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return of NO_DUMP, WIPE_ON_FORK and SECRET_MEMORY those that are kept for every page, and
   *     GUARD_PAGES, if the page before the first and the page behind the last are mapped and
   *     cannot be accessed; what the kernel does not tell is left out
   * @throws PageLockException OTHER if the kernel cannot be asked
   */
  Set<Capability> kept(long address, long byteCount);

  /**
   * Gives the memory a buffer. It, and whatever is made of it, does not keep the memory mapped, and
   * frees nothing when it is collected; a slice or duplicate keeps it reachable.
   *
   * @param address the first byte; need not be a page's
   * @param byteCount bytes; need not be a multiple of the page size
   * @return a direct buffer of exactly these bytes, writable, a new one each time
   */
  ByteBuffer buffer(long address, int byteCount);

  /**
   * Gives the RAM of pages back that nobody needs any more, that were wiped, and that are not
   * locked. They stay mapped. Does nothing where the system cannot (Linux: SECRET_MEMORY, which
   * only {@link #unmap} gives back).
   *
   * @param address the first page
   * @param byteCount bytes
   */
  void discard(long address, long byteCount);

  /**
   * Unmaps what {@link #map} gave, all of it.
   *
   * @param address what it returned
   * @param byteCount what it was given
   * @throws PageLockException LIMIT_EXCEEDED if it would have to split a mapping, and there may be
   *     no more; OTHER
   */
  void unmap(long address, long byteCount);
}
