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
   * The size of the pages that the kernel keeps at an address: of huge pages (Linux: hugetlbfs,
   * MAP_HUGETLB) it brings in and keeps none in part. What a handle tells is rounded by it; the
   * ledger, and all calls, go by {@link #pageSize()}.
   *
   * <p>Asked by any thread, each time somebody asks a handle for its pages: quick where there are
   * no huge pages, also with thousands of handles. Touches nothing, and throws nothing.
   *
   * @param address any byte of memory that a handle holds; nothing need be mapped there any more
   * @return bytes, a power of two, at least {@link #pageSize()}: that unless overridden, where
   *     nothing is mapped, and where nobody can tell
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html">KernelPageSize in
   *     proc_pid_smaps(5)</a>
   * @see <a href="https://docs.kernel.org/admin-guide/mm/hugetlbpage.html">Linux: hugetlbpage</a>
   */
  default long pageSizeAt(long address) {
    return pageSize();
  }

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
    throw LockFailure.unsupported(Capability.ON_FAULT, "lockOnFault", address, byteCount);
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
   * What these operations can do beyond address ranges. It is the one source: the engine asks for
   * nothing that is not claimed, and the kit holds the claims to the methods. ON_FAULT is claimed
   * if and only if {@link #lockOnFault} locks, RESIDENCY, VERIFY and BYTE_BUFFERS likewise; LIMITS
   * if and only if {@link #limits} tells the soft limit; NATIVE_ASYNC if and only if {@link #queue}
   * is there, and PROCESS if and only if {@link #process} is: without them a locker shows neither.
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
    throw LockFailure.unsupported(Capability.BYTE_BUFFERS, "addressOf", 0, 0);
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
   * Raises the soft limit of this process to the hard one, if it is not that already. Called only
   * when a user asked for it.
   *
   * @throws PageLockException UNSUPPORTED unless overridden, or where there is no such limit;
   *     NOT_PERMITTED or OTHER if the system refuses it
   */
  default void raiseLimit() {
    throw LockFailure.of(Reason.UNSUPPORTED, "setrlimit", 0, 0)
        .because("the provider cannot raise the limit on locked memory")
        .build();
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
   * As {@link #memory()}, if so much page cache that counts as reclaimable there had to stay. Asked
   * only of a request that may be too big.
   *
   * @param cachedBytes page cache that the request keeps in RAM, in bytes; wherever it is charged
   * @return what would be left; by default so much less than {@link #memory()} says
   */
  default MemoryRoom memoryWithout(long cachedBytes) {
    return memory().minus(cachedBytes);
  }

  /**
   * Counts what a plain lock of these pages takes of the memory that is left (L13), without locking
   * or touching anything. Asked only of a request that is bigger than what is left, so it may take
   * milliseconds for each gigabyte.
   *
   * @param spans the pages, sorted by address and disjoint
   * @return the cost; of pages that are not mapped or may not be accessed, none: the kernel's own
   *     answer to the lock tells more. By default the pages that {@link #residency} says are
   *     absent, or all of them where it cannot tell
   */
  default LockCost cost(List<PageSpan> spans) {
    long absent = 0;
    for (PageSpan span : spans) {
      absent += absentBytes(span);
    }
    return LockCost.of(absent, 0);
  }

  private long absentBytes(PageSpan span) {
    if (!capabilities().contains(Capability.RESIDENCY)) {
      return span.byteCount();
    }
    try {
      Residency residency = residency(span.address(), span.byteCount());
      return Math.max(0, span.byteCount() - residency.residentBytes().orElse(0));
    } catch (PageLockException notMapped) {
      return 0;
    }
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
   * Maps memory of Pagelock's own. Needs a capability that {@link MemoryMapper} is for.
   *
   * @return the mapper, always the same; empty unless overridden: {@link
   *     io.github.pagelock.LockedMemory} is a direct buffer then, for which nothing is promised but
   *     the lock
   */
  default Optional<MemoryMapper> mapper() {
    return Optional.empty();
  }

  /**
   * Maps files.
   *
   * @return the mapper, always the same; empty unless overridden: the JDK maps them then
   */
  default Optional<FileMapper> files() {
    return Optional.empty();
  }

  /**
   * Locks the whole process. Needs {@link Capability#PROCESS}.
   *
   * @return what does it, always the same; empty unless overridden
   */
  default Optional<ProcessLocking> process() {
    return Optional.empty();
  }

  /**
   * The number of ECANCELED on this operating system, for the exception of a request that was
   * cancelled.
   *
   * @return errno, always the same; 0 unless overridden: the exception tells none then
   */
  default int canceledErrno() {
    return 0;
  }

  /**
   * What to do when a limit is exceeded, and what would not help. Called for every lock that is
   * refused, so what takes long is made when somebody asks ({@link Cure#later}), from the numbers
   * that are in force now.
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
   * Makes pages resident by reading them, without locking them, and without this process touching
   * them itself: what cannot be read (beyond the end of a file, an I/O error) stays absent, and
   * neither a signal nor an exception comes of it. Asked for under {@link
   * io.github.pagelock.LockPolicy#BEST_EFFORT}, for the memory of buffers that could not be locked.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size, at most a chunk
   * @return false if the operating system has no such call: the pages are then read through their
   *     buffer
   */
  default boolean bringIn(long address, long byteCount) {
    return false;
  }

  /**
   * Looks, before the first chunk of a plain lock, for a file system that has no room for what the
   * lock would allocate there: reading a hole of a tmpfs file allocates it. Touches nothing.
   *
   * @param spans all pages of the request, in any order
   * @return FILE_SYSTEM_FULL, or empty if there is room or nobody can tell
   */
  default Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
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
    throw LockFailure.unsupported(Capability.RESIDENCY, "residency", address, byteCount);
  }

  /**
   * Asks the kernel what is true of these pages, at about the price of one span. Needs {@link
   * Capability#VERIFY}.
   *
   * @param spans the pages to ask about, in any order; they may overlap
   * @return an answer for each span, in their order
   */
  default List<KernelState> verify(List<PageSpan> spans) {
    throw LockFailure.unsupported(Capability.VERIFY, "verify", 0, 0);
  }
}
