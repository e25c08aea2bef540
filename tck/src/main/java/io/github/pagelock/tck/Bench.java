package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.tck.TestMemory.Feature;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The provider under test, its memory and its oracle, and what one test has made of them. */
final class Bench {
  private final RecordingProvider recorder;
  private final PageOperations raw;
  private final TestMemory memory;
  private final @Nullable LockOracle oracle;
  private final Duration patience;
  private final Function<PageLockerBuilder, PageLocker> newLocker;
  private final long lockedBefore;
  private final Deque<LockedRange> handles = new ArrayDeque<>();
  private final Deque<LockedMemory> memories = new ArrayDeque<>();
  private final Deque<ProcessLock> processLocks = new ArrayDeque<>();
  private final List<TestRegion> regions = new ArrayList<>();
  private final List<PageLocker> lockers = new ArrayList<>();
  private final Requests requests = new Requests(this);
  private @Nullable PageLocker locker;
  private boolean onlyCallsWereSeen;

  Bench(
      RecordingProvider recorder,
      PageOperations raw,
      TestMemory memory,
      Optional<LockOracle> oracle,
      Duration patience,
      Function<PageLockerBuilder, PageLocker> newLocker) {
    this.recorder = recorder;
    this.raw = raw;
    this.memory = memory;
    this.oracle = oracle.orElse(null);
    this.patience = patience;
    this.newLocker = newLocker;
    this.lockedBefore = this.oracle == null ? 0 : this.oracle.lockedBytes();
  }

  RecordingProvider recorder() {
    return recorder;
  }

  /** The provider's own way to the kernel, past the library. */
  PageOperations raw() {
    return raw;
  }

  TestMemory memory() {
    return memory;
  }

  Duration patience() {
    return patience;
  }

  int pageSize() {
    return raw.pageSize();
  }

  /** The test's asynchronous locks. */
  Requests requests() {
    return requests;
  }

  // Lockers and handles.

  /** The test's locker with default settings. */
  PageLocker locker() {
    if (locker == null) {
      locker = locker(settings -> settings);
    }
    return locker;
  }

  PageLocker locker(UnaryOperator<PageLockerBuilder> settings) {
    PageLocker made = newLocker.apply(settings.apply(PageLocker.builder().provider(recorder)));
    lockers.add(made);
    return made;
  }

  /** Lets lockers see a limit of so many pages, of which the calls so far have used some. */
  void limitTo(int pages) {
    long limit = (long) pages * pageSize();
    recorder.overrideLimits(() -> LimitNumbers.of(limit, limit, recorder.lockedPages.bytes()));
  }

  TestRegion region(int pages) {
    TestRegion region = memory.allocate(pages);
    regions.add(region);
    return region;
  }

  /** A file's pages, the first of which are in the page cache. */
  TestRegion fileRegion(int pages, int cached) {
    TestRegion region = memory.allocateFile(pages, cached);
    regions.add(region);
    return region;
  }

  /** A region of at least that many bytes. */
  TestRegion regionOf(long bytes) {
    return region(Math.toIntExact((bytes + pageSize() - 1) / pageSize()));
  }

  MemoryRange pages(TestRegion region, int from, int to) {
    return region.part((long) from * pageSize(), (long) (to - from) * pageSize());
  }

  long page(TestRegion region, int index) {
    return region.address() + (long) index * pageSize();
  }

  LockedRange lock(TestRegion region, int from, int to) {
    return lock(pages(region, from, to), LockMode.PLAIN);
  }

  LockedRange lock(MemoryRange range, LockMode mode) {
    return lock(locker(), range, mode);
  }

  LockedRange lock(PageLocker with, MemoryRange range, LockMode mode) {
    LockedRange handle = with.lock(range, mode);
    synchronized (handles) {
      handles.push(handle);
    }
    return handle;
  }

  PageLockException assertLockFails(MemoryRange range, LockMode mode) {
    return assertThrows(PageLockException.class, () -> lock(range, mode));
  }

  <T> Background<T> inBackground(Supplier<T> work) {
    return Background.run(patience, work);
  }

  long callsThat(Predicate<KernelCall> matcher) {
    return recorder.calls().stream().filter(matcher).count();
  }

  // What a test needs; it is aborted otherwise, with the reason.

  void needs(Capability capability) {
    Assumptions.assumeTrue(
        raw.capabilities().contains(capability),
        () -> "the provider does not have the capability " + capability);
  }

  void needs(Feature feature) {
    Assumptions.assumeTrue(
        memory.features().contains(feature),
        () -> "the test memory does not have the feature " + feature);
  }

  LockOracle needsOracle() {
    LockOracle present = oracle;
    if (present == null) {
      return Assumptions.abort("there is no oracle");
    }
    return present;
  }

  LockOracle needsPageOracle() {
    LockOracle present = needsOracle();
    Assumptions.assumeTrue(present.tellsPages(), "the oracle does not tell single pages");
    return present;
  }

  /** Privileges and limits decide whether that much can be locked. */
  void needsRoomFor(long bytes) {
    if (!raw.capabilities().contains(Capability.LIMITS)) {
      return;
    }
    LockLimits limits = raw.limits();
    boolean hasRoom =
        !limits.binds()
            || (limits.lockedBytes().isEmpty()
                ? canLock(bytes)
                : limits.soft().allows(limits.lockedBytes().getAsLong() + bytes));
    Assumptions.assumeTrue(
        hasRoom, () -> "this process may not lock " + bytes + " bytes: " + limits);
  }

  /** Only trying shows whether a privilege exempts, where a provider cannot tell. */
  private boolean canLock(long bytes) {
    TestRegion region = memory.allocate(Math.toIntExact(bytes / pageSize()));
    long chunk = 1L << 20; // pages are not larger
    long locked = 0;
    try {
      for (; locked < bytes; locked += chunk) {
        raw.lock(region.address() + locked, chunk);
      }
      return true;
    } catch (PageLockException refused) {
      return false;
    } finally {
      for (long at = 0; at < Math.min(bytes, locked + chunk); at += chunk) {
        raw.unlock(region.address() + at, chunk);
      }
      memory.free(region);
    }
  }

  // Locked memory.

  /** So many bytes, with all that is promised here. */
  Allocation allocation(long byteCount, Capability... more) {
    Set<Capability> here = locker().capabilities();
    Allocation all = Allocation.of(byteCount).with(more);
    Capability[] missing =
        all.promises().stream().filter(each -> !here.contains(each)).toArray(Capability[]::new);
    return all.without(missing);
  }

  LockedMemory allocate(long byteCount, Capability... more) {
    return allocate(locker(), allocation(byteCount, more));
  }

  LockedMemory allocate(PageLocker with, Allocation allocation) {
    needsMemory();
    LockedMemory made = with.allocate(allocation);
    synchronized (memories) {
      memories.push(made);
    }
    return made;
  }

  /** A provider has a mapper, or finds the address of a buffer, whose memory the kernel knows. */
  void needsMemory() {
    Assumptions.assumeTrue(
        (raw.mapper().isPresent() && !recorder.hasNoMapper)
            || (raw.capabilities().contains(Capability.BYTE_BUFFERS)
                && memory.features().contains(Feature.OF_THIS_PROCESS)),
        "the provider cannot allocate memory");
  }

  // The whole process.

  /** The provider's way past the library; the test is aborted where it cannot be locked. */
  ProcessLocking needsProcess(ProcessScope scope, LockMode mode) {
    needs(Capability.PROCESS);
    Diagnosis found = locker().diagnoseProcess(scope, mode, 0);
    Assumptions.assumeFalse(found.isProblem(), () -> "the process cannot be locked: " + found);
    ProcessLocking process = raw.process().orElseThrow();
    if (process.mappedBytes() == ProcessLocking.UNKNOWN) {
      tryProcess(scope, mode);
    }
    return process;
  }

  /** Only the call itself tells whether a limit allows it. */
  private void tryProcess(ProcessScope scope, LockMode mode) {
    try {
      locker().lockProcess(scope, mode).close();
    } catch (PageLockException refused) {
      boolean isLimit =
          refused.reason() == PageLockException.Reason.LIMIT_EXCEEDED
              || refused.reason() == PageLockException.Reason.NOT_PERMITTED;
      Assumptions.assumeFalse(isLimit, () -> "the process cannot be locked: " + refused);
      throw refused;
    }
  }

  ProcessLock lockProcess(ProcessScope scope, LockMode mode) {
    return lockProcess(locker(), scope, mode);
  }

  ProcessLock lockProcess(PageLocker with, ProcessScope scope, LockMode mode) {
    return kept(with.lockProcess(scope, mode));
  }

  ProcessLock lockProcess(ProcessScope scope, LockMode mode, ProcessProgress progress) {
    return kept(locker().lockProcess(scope, mode, progress));
  }

  private ProcessLock kept(ProcessLock lock) {
    synchronized (processLocks) {
      processLocks.push(lock);
    }
    return lock;
  }

  MemoryMapper needsMapper() {
    return raw.mapper()
        .orElseGet(() -> Assumptions.abort("the provider maps no memory of its own"));
  }

  <T> void assumeTold(Optional<T> answer, String complaint) {
    Assumptions.assumeTrue(answer.isPresent(), complaint);
  }

  LockOracle needsOracleOfPromises() {
    LockOracle present = needsOracle();
    Assumptions.assumeTrue(present.tellsPromises(), "the oracle does not tell promises");
    return present;
  }

  /** The first page of a memory. */
  long firstPage(LockedMemory of) {
    return of.address() & -pageSize();
  }

  /** Checks all pages of a memory. */
  void assertPages(LockedMemory of, long firstPage, boolean locked) {
    int pages = (int) ((of.byteCount() + pageSize() - 1) / pageSize());
    for (int i = 0; i < pages; i++) {
      long page = firstPage + (long) i * pageSize();
      assertEquals(locked, recorder.lockedPages.contains(page), "what the calls have locked");
      if (oracle != null && oracle.tellsPages()) {
        assertEquals(locked, oracle.isLocked(page), "what the oracle says of page " + i);
      }
    }
  }

  // What the kernel has done.

  /** Checks pages: X locked, . not locked, - unmapped. */
  void assertPages(TestRegion region, String expected) {
    assertEquals(
        expected,
        view(region, expected, recorder.lockedPages::contains),
        "what the calls have locked");
    if (oracle == null) {
      onlyCallsWereSeen = true;
      return;
    }
    if (oracle.tellsPages()) {
      assertEquals(expected, view(region, expected, oracle::isLocked), "what the oracle says");
    }
    long pages = expected.chars().filter(page -> page == 'X').count();
    assertEquals(pages * pageSize(), lockedMore(oracle), "locked bytes, says the oracle");
  }

  private String view(TestRegion region, String expected, LongPredicate isLocked) {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < expected.length(); i++) {
      boolean locked = isLocked.test(page(region, i));
      seen.append(locked ? 'X' : expected.charAt(i) == '-' ? '-' : '.');
    }
    return seen.toString();
  }

  /** Checks how much more is locked than before the test. */
  void assertLockedBytes(long expected) {
    assertEquals(expected, recorder.lockedPages.bytes(), "bytes that the calls have locked");
    if (oracle == null) {
      onlyCallsWereSeen = true;
    } else {
      assertEquals(expected, lockedMore(oracle), "locked bytes, says the oracle");
    }
  }

  private long lockedMore(LockOracle present) {
    return present.lockedBytes() - lockedBefore;
  }

  /** Cleans up, and says so if nothing but the calls could be checked. */
  void close() {
    recorder.faults().clear();
    recorder.mapperCalls.clear();
    // In the background, because a close that hangs cannot be interrupted.
    quietly(() -> inBackground(requests::close).await("a request does not end"));
    quietly(() -> inBackground(this::closeHandles).await("a close hangs"));
    lockers.forEach(
        made -> quietly(() -> inBackground(() -> ShutdownRules.closed(made)).await("it hangs")));
    regions.forEach(region -> quietly(() -> memory.free(region)));
    Assumptions.assumeFalse(
        onlyCallsWereSeen, "the calls were right; what they did cannot be seen without an oracle");
  }

  private boolean closeHandles() {
    while (!processLocks.isEmpty()) {
      quietly(processLocks.pop()::close);
    }
    while (!handles.isEmpty()) {
      quietly(handles.pop()::close);
    }
    while (!memories.isEmpty()) {
      quietly(memories.pop()::close);
    }
    return true;
  }

  private static void quietly(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | AssertionError alreadyReportedByTheTest) {
      // What is wrong here, the test has found where it looked for it.
    }
  }
}
