package io.github.pagelock;

import io.github.pagelock.internal.Lockers;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Locks ranges of this process's memory in RAM.
 *
 * <p>Safe for use by several threads. Lockers of one process share the book of who holds which
 * page, so locks made through different lockers nest.
 *
 * <p>Locks made elsewhere in the process (another library, a second copy of Pagelock in another
 * class loader) cannot be seen: the last close of a page here undoes them. Only an mlockall of the
 * whole process is noticed, within 10 ms, where {@link Capability#PROCESS_BY_CHUNKS} is there: then
 * a close unlocks nothing.
 *
 * <p>No method takes null: NullPointerException, with the parameter's name, before anything is
 * done.
 *
 * <p>Not meant to be implemented, other than by a wrapper that delegates: methods may be added.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
 *     mlock</a>
 */
public interface PageLocker extends AutoCloseable {
  /** The system property that names the provider to use, if the builder names none: {@value}. */
  String PROVIDER_PROPERTY = "io.github.pagelock.provider";

  /**
   * The system property that makes every handle remember where it was created, when {@code true}:
   * {@value}.
   */
  String LEAK_DETECTION_PROPERTY = "io.github.pagelock.leakDetection";

  /**
   * The locker with default settings, shared by the whole process. It cannot be closed.
   *
   * @return the same locker on each call, until the class loader of its provider is collected,
   *     which can only be where an application brought the provider and has gone
   * @throws PageLockException UNSUPPORTED if no provider is available, naming every candidate and
   *     its reason, or if the one that {@value #PROVIDER_PROPERTY} names is not
   */
  static PageLocker system() {
    return Lockers.system();
  }

  /**
   * For a locker with settings of its own.
   *
   * @return a new builder with the default settings
   */
  static PageLockerBuilder builder() {
    return new PageLockerBuilder();
  }

  /**
   * Every provider that was found, available or not.
   *
   * @return the candidates, the highest priority first
   */
  static List<ProviderCandidate> candidates() {
    return Lockers.candidates();
  }

  /**
   * Locks a direct buffer's bytes from position to limit, so that they are resident when this
   * returns.
   *
   * @param buffer a direct buffer
   * @return the handle to close
   * @throws IllegalArgumentException if the buffer is on the heap or has nothing remaining
   * @throws PageLockException as {@link #lock(MemoryRange, LockMode)}
   */
  default LockedRange lock(ByteBuffer buffer) {
    return lock(MemoryRange.of(buffer), LockMode.PLAIN);
  }

  /**
   * Locks a range, so that its pages are resident when this returns.
   *
   * @param range rounded outward to whole pages
   * @return the handle to close
   * @throws PageLockException as {@link #lock(MemoryRange, LockMode)}
   */
  default LockedRange lock(MemoryRange range) {
    return lock(range, LockMode.PLAIN);
  }

  /**
   * Locks a range. All or nothing: where this throws, no page is locked that was not locked before.
   *
   * <p>The range is locked by chunks of a few megabytes with a short sleep between them, because
   * one long kernel call would hold up every mmap of the process. The calling thread waits where
   * another is locking or unlocking the same pages, for at most a chunk of the other's; it cannot
   * be interrupted.
   *
   * @param range rounded outward to whole pages
   * @param mode when pages become resident
   * @return the handle to close
   * @throws IllegalArgumentException if the range, rounded outward, exceeds the address space
   * @throws IllegalStateException if this locker is closed, or the arena (Java 22 and later) that a
   *     buffer's memory belongs to; WrongThreadException if that is confined to another thread
   * @throws PageLockException LIMIT_EXCEEDED (ENOMEM: RLIMIT_MEMLOCK; or, before the kernel is
   *     asked, the limit, the room for mappings or the memory that is left would not suffice),
   *     NOT_PERMITTED (EPERM: the limit is 0), NOT_MAPPED (ENOMEM: a hole, PROT_NONE, beyond the
   *     end of a file; without errno: the buffer's arena was closed meanwhile), TRY_AGAIN (EAGAIN),
   *     UNSUPPORTED (a {@link Capability} is missing), OTHER
   */
  LockedRange lock(MemoryRange range, LockMode mode);

  /**
   * Queues a lock of a direct buffer's bytes from position to limit, and returns at once.
   *
   * @param buffer a direct buffer; it stays reachable until the request has ended
   * @return the pending lock
   * @throws IllegalArgumentException if the buffer is on the heap or has nothing remaining
   * @throws PageLockException as {@link #lockAsync(MemoryRange, LockMode)}
   */
  default PendingLock<LockedRange> lockAsync(ByteBuffer buffer) {
    return lockAsync(MemoryRange.of(buffer));
  }

  /**
   * Queues a lock of a range, and returns at once.
   *
   * @param range rounded outward to whole pages
   * @return the pending lock
   * @throws PageLockException as {@link #lockAsync(MemoryRange, LockMode)}
   */
  default PendingLock<LockedRange> lockAsync(MemoryRange range) {
    return lockAsync(range, LockMode.PLAIN);
  }

  /**
   * Queues a lock of a range, and returns at once, in a time that does not depend on the range.
   * Workers lock it by chunks, in turn with other requests, all or nothing; limits are checked when
   * its turn comes, so that they fail the pending lock, not this call. Its end is told by {@link
   * PendingLock#completion()}.
   *
   * @param range rounded outward to whole pages
   * @param mode when pages become resident
   * @return the pending lock
   * @throws IllegalArgumentException if the range, rounded outward, exceeds the address space
   * @throws IllegalStateException if this locker is closed, or a buffer's arena, as for {@link
   *     #lock(MemoryRange, LockMode)}
   * @throws PageLockException QUEUE_FULL if as many requests are pending as this locker takes;
   *     UNSUPPORTED if the range is a buffer and {@link Capability#BYTE_BUFFERS} is missing;
   *     nothing is queued then
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_mlock&sektion=2">FreeBSD
   *     aio_mlock(2)</a>
   */
  PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode);

  /**
   * Queues a lock of several ranges as one request, as {@link #lockAllAsync(Collection, LockMode)}
   * does, so that their pages are resident at its end.
   *
   * @param ranges one or more, each rounded outward to whole pages
   * @return the pending lock
   * @throws IllegalArgumentException if there is no range
   * @throws PageLockException as {@link #lockAsync(MemoryRange, LockMode)}
   */
  default PendingLock<List<LockedRange>> lockAllAsync(Collection<MemoryRange> ranges) {
    return lockAllAsync(ranges, LockMode.PLAIN);
  }

  /**
   * Queues a lock of several ranges as one request: one progress, one place in the queue, all or
   * nothing.
   *
   * @param ranges one or more, each rounded outward to whole pages
   * @param mode when pages become resident
   * @return the pending lock, with a handle for each range in their order as its result
   * @throws IllegalArgumentException if there is no range
   * @throws PageLockException as {@link #lockAsync(MemoryRange, LockMode)}
   */
  PendingLock<List<LockedRange>> lockAllAsync(Collection<MemoryRange> ranges, LockMode mode);

  /**
   * Allocates locked memory with all that {@link Allocation#of} promises.
   *
   * @param byteCount bytes, 1 or more
   * @return the memory, to be closed
   * @throws IllegalArgumentException if it is less than 1, or exceeds the address space
   * @throws PageLockException as {@link #allocate(Allocation)}
   */
  default LockedMemory allocate(long byteCount) {
    return allocate(Allocation.of(byteCount));
  }

  /**
   * Allocates memory of its own that is locked before anybody has it: all of it, or none. It shares
   * no page with anything else.
   *
   * <p>Under {@link LockPolicy#BEST_EFFORT} what cannot be had of the lock and the promises is
   * missing, and {@link LockedMemory#degradation()} says what and why.
   *
   * @param allocation how much, and what is promised for it
   * @return the memory, filled with zeros, to be closed
   * @throws IllegalStateException if this locker is closed
   * @throws IllegalArgumentException if so much exceeds the address space, or 2 GiB where the
   *     provider maps no memory of its own
   * @throws PageLockException UNSUPPORTED, before anything is allocated, if a promise is a {@link
   *     Capability} that is missing; LIMIT_EXCEEDED, NOT_PERMITTED and the others of {@link
   *     #lock(MemoryRange, LockMode)} if its pages cannot be mapped or locked
   * @throws OutOfMemoryError if there is no memory
   */
  LockedMemory allocate(Allocation allocation);

  /**
   * Locks the whole process, without being told of its progress.
   *
   * @param scope what is mapped now, what will be, or both
   * @param mode when pages become resident
   * @return the handle to close
   * @throws PageLockException as {@link #lockProcess(ProcessScope, LockMode, ProcessProgress)}
   */
  default ProcessLock lockProcess(ProcessScope scope, LockMode mode) {
    return lockProcess(scope, mode, (done, total) -> {});
  }

  /**
   * Locks the whole process: heap, code, stacks, what every library has mapped. By chunks of a few
   * megabytes with a short sleep between them, so that the process does not stand still, where
   * {@link Capability#PROCESS_BY_CHUNKS} is there; else by one call, which it stands still for.
   *
   * <p>Pages that cannot be accessed, such as the part of the heap that is not in use yet, are
   * locked from their first touch on. A page that cannot be read (the end of a file, an I/O error)
   * is left out. While a process lock is open, the close of a range unlocks nothing. A process that
   * somebody else has locked (mlockall) when this is called stays locked when it is closed.
   *
   * <p>Calls wait for each other: a second one begins when the first has ended.
   *
   * @param scope what is mapped now, what will be, or both
   * @param mode when pages become resident; ON_FAULT, while a plain process lock is open, locks
   *     plainly
   * @param progress is told of each chunk
   * @return the handle to close
   * @throws IllegalStateException if this locker is closed, or a {@link ProcessProgress} calls this
   * @throws PageLockException UNSUPPORTED where {@link Capability#PROCESS} is missing, or, for
   *     ON_FAULT, {@link Capability#ON_FAULT}; LIMIT_EXCEEDED, before anything is locked, if all
   *     that is mapped, and for the future what a JVM maps more, exceeds the limit (ENOMEM;
   *     RLIMIT_MEMLOCK is compared with the address space), or the pages that are not resident
   *     exceed the memory that is left; NOT_PERMITTED (EPERM: the limit is 0); TRY_AGAIN (EAGAIN);
   *     OTHER. Then nothing is locked that was not locked before, unless another process lock is
   *     open
   * @see <a href="https://man7.org/linux/man-pages/man2/mlockall.2.html">Linux mlockall(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mlockall">FreeBSD mlockall(2)</a>
   */
  ProcessLock lockProcess(ProcessScope scope, LockMode mode, ProcessProgress progress);

  /**
   * Says what would make {@link #lockProcess} fail, without locking or touching anything.
   *
   * @param scope what is mapped now, what will be, or both
   * @param mode when pages become resident
   * @param moreBytes as if so many bytes more were mapped, which are not touched; less if negative
   * @return the first cause that was found, or {@link Diagnosis.Cause#NONE}
   */
  Diagnosis diagnoseProcess(ProcessScope scope, LockMode mode, long moreBytes);

  /**
   * Asks the kernel what is true of many handles' pages right now, at about the price of one.
   *
   * @param handles open handles
   * @return the kernel's answers, in the order of the collection
   * @throws PageLockException UNSUPPORTED where {@link Capability#VERIFY} is missing
   * @throws IllegalStateException if one of them is closed
   */
  List<KernelState> verify(Collection<? extends LockedRange> handles);

  /**
   * Counts the pages of a range that are in RAM now, locked or not. Touches none.
   *
   * @param range rounded outward to whole pages
   * @return the count, unknown where the kernel does not tell
   * @throws PageLockException UNSUPPORTED where {@link Capability#RESIDENCY} is missing, NOT_MAPPED
   *     (ENOMEM) if part of the range is not mapped
   */
  Residency residency(MemoryRange range);

  /**
   * Asks the kernel how much this process may lock and has locked.
   *
   * @return bytes, with named values for unknown and unlimited
   * @throws PageLockException UNSUPPORTED where {@link Capability#LIMITS} is missing
   */
  LockLimits limits();

  /**
   * Raises this process's soft limit on locked memory to the hard one, which needs no privilege and
   * is inherited by processes that are started later. Pagelock never does it unless this is called.
   * Does nothing where the soft limit is the hard one already.
   *
   * @return the limits since then
   * @throws PageLockException UNSUPPORTED where {@link Capability#LIMITS} is missing, or the
   *     provider cannot raise a limit; NOT_PERMITTED or OTHER if the system refuses it
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
   *     setrlimit</a>
   */
  LockLimits raiseLimit();

  /**
   * Says what would make a plain lock of this range fail, without locking, reserving or touching
   * anything: first what is checked before the kernel is asked (the limit, the room for mappings,
   * the memory that is left), then what the kernel would find in the range (a hole, pages that may
   * not be accessed, the end of a file). Those are the words that a lock's exception would have.
   *
   * <p>What only the attempt can show is not found: a security policy that forbids the call, and
   * whatever changes between this call and the lock.
   *
   * @param range rounded outward to whole pages
   * @return the first cause that was found, or {@link Diagnosis.Cause#NONE}
   * @throws IllegalArgumentException if the range, rounded outward, exceeds the address space
   * @throws PageLockException UNSUPPORTED if the range is a buffer and {@link
   *     Capability#BYTE_BUFFERS} is missing
   */
  Diagnosis diagnose(MemoryRange range);

  /**
   * Says what would make a plain lock of so many bytes fail, of memory that is not in RAM yet and
   * that nobody has locked, without locking, reserving or allocating anything.
   *
   * @param byteCount bytes, 1 to 2^62, rounded up to whole pages
   * @return the first cause that was found, or {@link Diagnosis.Cause#NONE}
   * @throws IllegalArgumentException if it is less than 1 or more than 2^62
   */
  Diagnosis diagnose(long byteCount);

  /**
   * Counts what this locker holds and has done. Asks no kernel, and costs the locks nothing.
   *
   * @return the numbers now
   */
  LockStatistics statistics();

  /**
   * Registers {@link #statistics()} in the platform's MBean server, as a {@link
   * LockStatisticsMXBean}, until {@link #unregisterMXBean()}, or this locker is closed, or the
   * class loader of this library is collected. The server does not keep it alive.
   *
   * <p>Replaces a bean of this name that another copy of this library has registered, in another
   * class loader: that of the same application before it was redeployed.
   *
   * @param name tells this locker from others
   * @return the name of the MBean, {@code io.github.pagelock:name=NAME,type=PageLocker}; a name
   *     with other characters than letters, digits, {@code _}, {@code .} and {@code -} is quoted
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if this locker is registered already or closed, or if another one
   *     of this copy, or an MBean that is not Pagelock's, has this name
   * @throws UnsupportedOperationException if the runtime is without the module java.management
   */
  String registerMXBean(String name);

  /**
   * Takes the MBean that {@link #registerMXBean} registered out of the platform's MBean server, if
   * this locker has one there. It may be registered again, under any name.
   */
  void unregisterMXBean();

  /**
   * What the provider can do.
   *
   * @return an immutable set
   */
  Set<Capability> capabilities();

  /**
   * The size of the pages that ranges are rounded outward to. Where the kernel keeps larger ones
   * (huge pages), {@link LockedRange#lockedBytes()} tells those.
   *
   * @return bytes, a power of two; 64 KiB under {@link LockPolicy#BEST_EFFORT} without a provider:
   *     the largest that is usual, so that what is cut by it is whole pages everywhere
   */
  int pageSize();

  /**
   * Which provider this locker uses, and why.
   *
   * @return the choice made when this locker was built
   */
  ProviderChoice provider();

  /**
   * Refuses further locks, cancels the pending ones, waits until they have ended, and ends workers
   * of its own. Open handles outlive it, and callbacks that are running are not waited for. Does
   * nothing the second time.
   *
   * @throws UnsupportedOperationException for {@link #system()}, which is shared
   */
  @Override
  void close();
}
