package io.github.pagelock.internal.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.engine.Populating;
import io.github.pagelock.internal.watch.Telemetry;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageOperations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What JDK Flight Recorder gets, read back from its file. */
@Timeout(60)
class FlightRecorderTest {
  /** A page is a chunk. */
  private static final int PAGE = 4 << 20;

  private static final String PROVIDER = "recorded-fake";
  private static final long PAGE_NANOS = 2_000_000;
  private static final String PREFIX = "io.github.pagelock.";
  private static final List<String> EVENTS = List.of("Lock", "Unlock", "Pending", "LockFailed");

  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final long base = kernel.map(64);
  private PageLocker locker = locker(kernel, LockPolicy.REQUIRED);
  private final Recording recording = new Recording();
  @TempDir private Path directory;

  private static PageLocker locker(PageOperations operations, LockPolicy policy) {
    return PageLocker.builder()
        .provider(new FakeProvider(PROVIDER, 0, Availability.available(), operations))
        .policy(policy)
        .workers(1)
        .capacity(2)
        .build();
  }

  @AfterEach
  void end() {
    locker.close();
    recording.close();
    assertEquals(0, kernel.lockedBytes());
    assertEquals(List.of(), kernel.violations());
  }

  private void recordAll() {
    EVENTS.forEach(name -> recording.enable(PREFIX + name).withThreshold(Duration.ZERO));
    recording.start();
  }

  private List<RecordedEvent> events(String name) throws Exception {
    if (recording.getState() == jdk.jfr.RecordingState.RUNNING) {
      recording.stop();
    }
    Path file = directory.resolve("events.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(PREFIX + name))
        .filter(event -> PROVIDER.equals(event.getString("provider")))
        .toList();
  }

  private RecordedEvent event(String name) throws Exception {
    List<RecordedEvent> events = events(name);
    assertEquals(1, events.size(), events::toString);
    return events.get(0);
  }

  private static void assertWork(
      RecordedEvent event, String outcome, String way, int chunks, int errno, String reason) {
    assertEquals(outcome, event.getString("outcome"), event::toString);
    assertEquals(way, event.getString("way"), event::toString);
    assertEquals(chunks, event.getInt("chunks"), event::toString);
    assertEquals(errno, event.getInt("errno"), event::toString);
    assertEquals(reason, event.getString("reason"), event::toString);
  }

  private void assertPages(RecordedEvent event, int first, long bytes, int pages) {
    assertEquals(base + (long) first * PAGE, event.getLong("address"), event::toString);
    assertEquals(bytes, event.getLong("byteCount"), event::toString);
    assertEquals((long) pages * PAGE, event.getLong("pageBytes"), event::toString);
  }

  /** The fake's calls sleep for so long; the sleeps between chunks are none of it. */
  private static void assertKernelTime(RecordedEvent event, int pages) {
    long kernel = event.getDuration("kernelTime").toNanos();
    assertTrue(kernel >= pages * PAGE_NANOS, event::toString);
    assertTrue(kernel < event.getDuration().toNanos(), event::toString);
  }

  private void assertFailed(Reason reason, boolean asynchronous, boolean degraded, String operation)
      throws Exception {
    RecordedEvent event = event("LockFailed");
    assertEquals(reason.name(), event.getString("reason"));
    assertEquals(asynchronous, event.getBoolean("asynchronous"));
    assertEquals(degraded, event.getBoolean("degraded"));
    assertEquals(operation, event.getString("operation"));
    assertTrue(event.getString("message").contains(reason.name()), event::toString);
    assertEquals("PLAIN", event.getString("mode"));
  }

  private MemoryRange range(int first, int count) {
    return MemoryRange.ofAddress(base + (long) first * PAGE, (long) count * PAGE, null);
  }

  private static void end(PendingLock<?> pending, PendingLock.State state)
      throws InterruptedException {
    assertTrue(pending.await(Duration.ofSeconds(30)), "stuck: " + pending);
    assertEquals(state, pending.state());
  }

  @Test
  void aLockAndItsCloseTellRangeChunksAndTimeInTheKernel() throws Exception {
    kernel.setNanosPerPage(PAGE_NANOS);
    recordAll();
    MemoryRange range = MemoryRange.ofAddress(base + 2L * PAGE + 5, 2L * PAGE, null);
    locker.lock(range, LockMode.ON_FAULT).close();

    RecordedEvent lock = event("Lock");
    assertWork(lock, "LOCKED", "chunks", 3, 0, "");
    assertPages(lock, 2, 2L * PAGE, 3);
    assertKernelTime(lock, 3);
    assertEquals("ON_FAULT", lock.getString("mode"));
    assertNotNull(lock.getStackTrace());
    RecordedEvent unlock = event("Unlock");
    assertWork(unlock, "UNLOCKED", "chunks", 3, 0, "");
    assertPages(unlock, 2, 2L * PAGE, 3);
    assertKernelTime(unlock, 3);
    assertEquals("ON_FAULT", unlock.getString("mode"));
    assertFalse(unlock.getBoolean("lost"));
    assertEquals(List.of(), events("LockFailed"));
    assertEquals(List.of(), events("Pending"));
  }

  @Test
  void aNestedLockTellsWhetherTheCallWasRepeated() throws Exception {
    try (LockedRange outer = locker.lock(range(0, 1))) {
      recordAll();
      locker.lock(range(0, 1)).close();
      assertWork(event("Lock"), "LOCKED", "nested", 1, 0, "");
      assertWork(event("Unlock"), "UNLOCKED", "nested", 0, 0, "");
      assertEquals(Duration.ZERO, event("Unlock").getDuration("kernelTime"));
      assertTrue(outer.isLocked());
    }
  }

  @Test
  void aNestedLockMakesNoCallWhereThatIsNotFree() throws Exception {
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.remove(Capability.RELOCK_IS_FREE);
    kernel.setCapabilities(capabilities);
    locker = locker(kernel, LockPolicy.REQUIRED);
    try (LockedRange outer = locker.lock(range(0, 1))) {
      recordAll();
      locker.lock(range(0, 1)).close();
      assertWork(event("Lock"), "LOCKED", "nested", 0, 0, "");
      assertTrue(outer.isLocked());
    }
  }

  @Test
  void aLockThatTheKernelFailsTellsReasonAndErrno() throws Exception {
    kernel.failLockAfter(1, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    recordAll();
    assertThrows(PageLockException.class, () -> locker.lock(range(4, 3)));

    // Two lock calls, then the unlock of the chunk that failed and of the one before it.
    RecordedEvent lock = event("Lock");
    assertWork(lock, "FAILED", "chunks", 4, FakeKernel.EAGAIN, "TRY_AGAIN");
    assertPages(lock, 4, 3L * PAGE, 0);
    assertFailed(Reason.TRY_AGAIN, false, false, "mlock");
    RecordedEvent failed = event("LockFailed");
    assertEquals(base + 5L * PAGE, failed.getLong("address"));
    assertEquals(3L * PAGE, failed.getLong("byteCount"));
    assertEquals(FakeKernel.EAGAIN, failed.getInt("errno"));
    assertEquals("EAGAIN", failed.getString("errnoName"));
  }

  @Test
  void aRefusalBeforeTheKernelIsAskedHasNoWayAndNoErrno() throws Exception {
    kernel.setLockLimit(PAGE);
    recordAll();
    assertThrows(PageLockException.class, () -> locker.lock(range(0, 2)));
    assertWork(event("Lock"), "FAILED", "none", 0, 0, "LIMIT_EXCEEDED");
    assertFailed(Reason.LIMIT_EXCEEDED, false, false, "lock");
  }

  @Test
  void bestEffortIsDegraded() throws Exception {
    locker = locker(kernel, LockPolicy.BEST_EFFORT);
    kernel.setLockLimit(0);
    recordAll();
    locker.lock(range(0, 1)).close();
    assertWork(event("Lock"), "DEGRADED", "none", 0, 0, "NOT_PERMITTED");
    assertFailed(Reason.NOT_PERMITTED, false, true, "lock");
    assertEquals(List.of(), events("Unlock"));
  }

  @Test
  void anUnlockThatFailsIsRecordedTwice() throws Exception {
    LockedRange locked = locker.lock(range(0, 1));
    kernel.failNextUnlocks(1);
    recordAll();
    assertThrows(PageLockException.class, locked::close);
    locker.lock(range(0, 1)).close(); // retries what stayed locked
    assertEquals(
        List.of("FAILED", "UNLOCKED"),
        events("Unlock").stream().map(event -> event.getString("outcome")).toList());
    assertEquals("UNLOCK_FAILED", events("Unlock").get(0).getString("reason"));
    assertFailed(Reason.UNLOCK_FAILED, false, false, "munlock");
  }

  @Test
  void aLostHandleSaysSo() throws Exception {
    recordAll();
    lose();
    while (kernel.lockedBytes() > 0) {
      System.gc();
      Thread.sleep(10);
    }
    locker.lock(range(0, 1)).close(); // waits for the cleaner's chunk, not for its event
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (locker.statistics().liveHandles() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(1);
    }
    Thread.sleep(50);
    assertEquals(1, events("Unlock").stream().filter(event -> event.getBoolean("lost")).count());
  }

  private void lose() {
    assertTrue(locker.lock(range(0, 1)).isLocked());
  }

  @Test
  void aPendingLockTellsHowLongItWasQueued() throws Exception {
    Gate gate = kernel.stopAt(call -> call.covers(base));
    recordAll();
    PendingLock<LockedRange> ahead = locker.lockAsync(range(0, 1));
    gate.awaitReached();
    PendingLock<List<LockedRange>> behind =
        locker.lockAllAsync(List.of(range(2, 2), range(6, 1)), LockMode.PLAIN);
    Thread.sleep(20);
    gate.release();
    end(ahead, PendingLock.State.LOCKED);
    end(behind, PendingLock.State.LOCKED);
    ahead.result().close();
    behind.result().forEach(LockedRange::close);

    List<RecordedEvent> events = events("Pending");
    assertEquals(2, events.size());
    RecordedEvent event =
        events.stream().filter(one -> one.getInt("ranges") == 2).findFirst().orElseThrow();
    assertWork(event, "LOCKED", "chunks", 3, 0, "");
    assertPages(event, 2, 3L * PAGE, 3);
    assertTrue(event.getDuration("queuedTime").toMillis() >= 20, event::toString);
    assertTrue(event.getDuration().compareTo(event.getDuration("queuedTime")) > 0);
    assertEquals(3, events("Unlock").size());
    assertEquals(List.of(), events("Lock"));
  }

  @Test
  void aPopulatedRangeSaysSo() throws Exception {
    locker = locker(Populating.over(kernel), LockPolicy.REQUIRED);
    recordAll();
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 3));
    end(pending, PendingLock.State.LOCKED);
    pending.result().close();
    RecordedEvent event = event("Pending");
    assertEquals("populate", event.getString("way"), event::toString);
    assertTrue(event.getInt("chunks") >= 3, event::toString);
  }

  @Test
  void aPendingLockThatFailsTellsReasonAndErrno() throws Exception {
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    recordAll();
    end(locker.lockAsync(range(3, 1)), PendingLock.State.FAILED);
    RecordedEvent event = event("Pending");
    // The call, and the unlock of what it may have locked.
    assertWork(event, "FAILED", "chunks", 2, FakeKernel.EAGAIN, "TRY_AGAIN");
    assertPages(event, 3, PAGE, 0);
    assertFailed(Reason.TRY_AGAIN, true, false, "mlock");
  }

  @Test
  void aCancelledOneIsNoFailure() throws Exception {
    Gate gate = kernel.stopAt(call -> call.covers(base));
    recordAll();
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 3));
    gate.awaitReached();
    pending.cancel();
    gate.release();
    end(pending, PendingLock.State.CANCELLED);
    // The chunk in the kernel, and its unlock.
    assertWork(event("Pending"), "CANCELLED", "chunks", 2, FakeKernel.ECANCELED, "CANCELLED");
    assertEquals(List.of(), events("LockFailed"));
  }

  @Test
  void aPendingLockUnderBestEffortIsDegraded() throws Exception {
    locker = locker(kernel, LockPolicy.BEST_EFFORT);
    kernel.setLockLimit(0);
    recordAll();
    end(locker.lockAsync(range(0, 1)), PendingLock.State.FAILED);
    assertWork(event("Pending"), "DEGRADED", "none", 0, 0, "NOT_PERMITTED");
    assertFailed(Reason.NOT_PERMITTED, true, true, "lock");
  }

  @Test
  void aFullQueueIsAFailureOfNoRequest() throws Exception {
    Gate gate = kernel.stopAt(call -> call.covers(base));
    recordAll();
    PendingLock<LockedRange> one = locker.lockAsync(range(0, 1));
    PendingLock<LockedRange> two = locker.lockAsync(range(1, 1));
    assertThrows(PageLockException.class, () -> locker.lockAsync(range(2, 1)));
    gate.release();
    end(one, PendingLock.State.LOCKED);
    end(two, PendingLock.State.LOCKED);
    one.result().close();
    two.result().close();
    assertEquals(2, events("Pending").size());
    assertFailed(Reason.QUEUE_FULL, true, false, "lockAsync");
  }

  @Test
  void unlessToldOtherwiseOnlySlowOnesAndFailuresAreRecorded() throws Exception {
    EVENTS.forEach(name -> recording.enable(PREFIX + name));
    recording.start();
    kernel.setNanosPerPage(PAGE_NANOS);
    locker.lock(range(0, 1)).close();
    kernel.setNanosPerPage(0);
    for (int i = 0; i < 100; i++) {
      locker.lock(range(1, 1)).close();
    }
    kernel.setLockLimit(0);
    assertThrows(PageLockException.class, () -> locker.lock(range(2, 1)));
    assertEquals(1, events("LockFailed").size());
    assertTrue(events("Lock").stream().anyMatch(event -> event.getLong("address") == base));
    assertTrue(events("Lock").size() < 50, "most take less than a millisecond");
  }

  @Test
  void whatNobodyRecordsIsNotTraced() {
    Telemetry telemetry = new Telemetry(PROVIDER);
    assertNull(telemetry.beginLock());
    assertNull(telemetry.beginUnlock());
    assertNull(telemetry.beginPending());
    recordAll();
    assertNotNull(telemetry.beginLock());
    assertNotNull(telemetry.beginUnlock());
    assertNotNull(telemetry.beginPending());
    recording.stop();
    assertNull(telemetry.beginLock());
    assertNull(telemetry.beginUnlock());
    assertNull(telemetry.beginPending());
  }
}
