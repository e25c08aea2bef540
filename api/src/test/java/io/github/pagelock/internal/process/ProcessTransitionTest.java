package io.github.pagelock.internal.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.fake.Gate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rows of docs/process.md, one after the other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessTransitionTest {
  private static final int PAGE = FakeKernel.PAGE;

  /** Two chunks, at least. */
  private static final int MANY = 2048 + 16;

  private final FakeKernel kernel = new FakeKernel();
  private final PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();

  @AfterEach
  void nothingWasDoneThatTheSpiForbids() {
    assertEquals(List.of(), kernel.violations());
    locker.close();
  }

  private MemoryRange range(long address, int from, int to) {
    return MemoryRange.ofAddress(address + (long) from * PAGE, (long) (to - from) * PAGE, kernel);
  }

  private LockedRange lock(long address, int from, int to) {
    return locker.lock(range(address, from, to), LockMode.PLAIN);
  }

  private static <T> T soon(CompletableFuture<T> work) throws Exception {
    return work.get(30, TimeUnit.SECONDS);
  }

  private void withoutChunks() {
    Set<Capability> some = EnumSet.allOf(Capability.class);
    some.remove(Capability.PROCESS_BY_CHUNKS);
    some.remove(Capability.NATIVE_ASYNC);
    kernel.setCapabilities(some);
  }

  @Test
  void p1RefusedForTheLimitWithoutACall() {
    kernel.map(4);
    kernel.setLockLimit(3 * PAGE);
    PageLockException refused =
        assertThrows(
            PageLockException.class,
            () -> locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    assertTrue(refused.getMessage().contains(PAGE + " bytes too low"), refused.getMessage());
    kernel.setLockLimit(Needs.growth());
    refused =
        assertThrows(
            PageLockException.class,
            () -> locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN));
    assertTrue(refused.getMessage().contains(Needs.growth() + " bytes more"), refused.getMessage());
    kernel.setLockLimit(0);
    refused =
        assertThrows(
            PageLockException.class,
            () -> locker.lockProcess(ProcessScope.FUTURE, LockMode.ON_FAULT));
    assertEquals(Reason.NOT_PERMITTED, refused.reason());
    assertEquals(0, kernel.callCount(Call.Kind.LOCK));
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p1RefusedForTheMemoryThatIsLeft() {
    long address = kernel.map(100);
    kernel.setAvailableBytes(50 * PAGE);
    PageLockException refused =
        assertThrows(
            PageLockException.class,
            () -> locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    assertEquals(0, kernel.lockedBytes());
    locker.lockProcess(ProcessScope.CURRENT, LockMode.ON_FAULT).close();
    kernel.touch(address, 100 * PAGE);
    locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN).close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p2LocksByChunksAndTellsThem() {
    long address = kernel.map(MANY);
    kernel.protectNone(address, 8 * PAGE);
    AtomicInteger told = new AtomicInteger();
    long[] last = new long[2];
    ProcessLock lock =
        locker.lockProcess(
            ProcessScope.CURRENT_AND_FUTURE,
            LockMode.PLAIN,
            (done, total) -> {
              told.incrementAndGet();
              assertTrue(done > last[0]);
              last[0] = done;
              last[1] = total;
            });
    assertTrue(told.get() > 2, () -> "chunks: " + told);
    assertEquals((long) MANY * PAGE, last[0]);
    assertEquals(last[1], last[0]);
    assertEquals((long) MANY * PAGE, kernel.lockedBytes());
    assertTrue(kernel.isOnFault(address), "cannot be accessed");
    assertFalse(kernel.isOnFault(address + 8 * PAGE));
    assertTrue(kernel.isResident(address + 8 * PAGE));
    assertEquals(LockMode.PLAIN, kernel.process.future());
    assertTrue(kernel.isLocked(kernel.map(1)));
    lock.close();
    assertEquals(0, kernel.lockedBytes());
    assertNull(kernel.process.future());
    assertFalse(lock.isLocked());
  }

  @Test
  void p2WhatIsMappedInTheMiddleIsLockedToo() throws Exception {
    long address = kernel.map(MANY);
    Gate gate = kernel.stopAt(call -> call.covers(address));
    CompletableFuture<ProcessLock> locking =
        CompletableFuture.supplyAsync(
            () -> locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN));
    gate.awaitReached();
    long inBetween = kernel.map(1);
    gate.release();
    ProcessLock lock = soon(locking);
    assertTrue(kernel.isLocked(inBetween));
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p3P6LocksNestAndNothingWeakensBeforeTheLastClose() {
    long address = kernel.map(4);
    ProcessLock future = locker.lockProcess(ProcessScope.FUTURE, LockMode.ON_FAULT);
    assertEquals(0, kernel.lockedBytes());
    ProcessLock current = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    ProcessLock onFault = locker.lockProcess(ProcessScope.CURRENT, LockMode.ON_FAULT);
    assertFalse(kernel.isOnFault(address), "downgraded");
    future.close();
    future.close();
    assertTrue(kernel.isLocked(kernel.map(1)));
    current.close();
    assertEquals(5 * PAGE, kernel.lockedBytes());
    onFault.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p4FailureInTheMiddleGivesEverythingBackButWhatIsHeld() {
    long address = kernel.map(MANY);
    LockedRange held = lock(address, 1, 3);
    kernel.failLockAfter(1, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 3);
    PageLockException failure =
        assertThrows(
            PageLockException.class,
            () -> locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN));
    assertEquals(Reason.TRY_AGAIN, failure.reason());
    assertEquals(2 * PAGE, kernel.lockedBytes());
    assertFalse(kernel.isOnFault(address + PAGE));
    assertNull(kernel.process.future());
    held.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p4FirstFailureIsTheOneThatIsSeen() {
    kernel.map(MANY);
    Error mine = new AssertionError("progress");
    kernel.failNextUnlocks(1);
    Error seen =
        assertThrows(
            AssertionError.class,
            () ->
                locker.lockProcess(
                    ProcessScope.CURRENT,
                    LockMode.PLAIN,
                    (done, total) -> {
                      throw mine;
                    }));
    assertSame(mine, seen);
    assertEquals(1, seen.getSuppressed().length);
    locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN).close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p4FutureThatCannotBeLockedLeavesNothing() {
    kernel.map(4);
    kernel.process.throwNext(new IllegalStateException("broken"));
    PageLockException failure =
        assertThrows(
            PageLockException.class,
            () -> locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN));
    assertEquals(Reason.OTHER, failure.reason());
    assertEquals(0, kernel.lockedBytes());
    LockedRange range = lock(kernel.map(2), 0, 2);
    range.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p5FailureOfASecondOneLeavesTheFirst() {
    kernel.map(MANY);
    ProcessLock first = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    kernel.failLockAfter(1, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    assertThrows(
        PageLockException.class, () -> locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN));
    assertEquals((long) MANY * PAGE, kernel.lockedBytes());
    first.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p7HeldRangesStayAsTheyAre() {
    long address = kernel.map(MANY);
    LockedRange plain = lock(address, 2, 6);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    LockedRange onFault = locker.lock(range(address, 100, 104), LockMode.ON_FAULT);
    LockedMemory memory = locker.allocate(Allocation.of(100));
    lock.close();
    assertEquals(4 * PAGE + 4 * PAGE + PAGE, kernel.lockedBytes());
    assertFalse(kernel.isOnFault(address + 2 * PAGE), "downgraded");
    assertTrue(kernel.isOnFault(address + 100 * PAGE));
    memory.close();
    onFault.close();
    plain.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p7FutureAloneIsMarkedByChunksBeforeItIsStopped() {
    long address = kernel.map(MANY);
    kernel.touch(address, (long) MANY * PAGE);
    ProcessLock lock = locker.lockProcess(ProcessScope.FUTURE, LockMode.PLAIN);
    long later = kernel.map(2);
    assertTrue(kernel.isResident(later));
    kernel.setRecording(true);
    lock.close();
    assertTrue(
        kernel.calls().stream().filter(call -> call.kind() == Call.Kind.LOCK_ON_FAULT).count() > 1);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p7NoRangeIsLockedWhileTheFutureIsStopped() throws Exception {
    long address = kernel.map(4);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    Gate gate = kernel.stopAt(call -> call.covers(address) && call.kind() == Call.Kind.LOCK);
    CompletableFuture<LockedRange> locking =
        CompletableFuture.supplyAsync(() -> lock(address, 0, 2));
    gate.awaitReached();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(lock::close);
    assertThrows(TimeoutException.class, () -> closing.get(100, TimeUnit.MILLISECONDS));
    assertEquals(LockMode.PLAIN, kernel.process.future());
    gate.release();
    LockedRange range = soon(locking);
    soon(closing);
    assertEquals(2 * PAGE, kernel.lockedBytes());
    assertFalse(kernel.isOnFault(address));
    range.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p7FailedUnlockIsToldAndTriedAgain() {
    kernel.map(MANY);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    kernel.failNextUnlocks(1);
    PageLockException failure = assertThrows(PageLockException.class, lock::close);
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertFalse(lock.isLocked());
    assertTrue(kernel.lockedBytes() > 0);
    assertTrue(kernel.lockedBytes() < (long) MANY * PAGE, "goes on after a failure");
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p8FutureThatCannotBeStoppedAloneIsUnlockedWithAllAndHeldRangesAreLockedAgain() {
    long address = kernel.map(MANY);
    LockedRange plain = lock(address, 2, 6);
    LockedRange onFault = locker.lock(range(address, 100, 104), LockMode.ON_FAULT);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    kernel.process.refuseToStop();
    lock.close();
    assertEquals(8 * PAGE, kernel.lockedBytes());
    assertNull(kernel.process.future());
    plain.close();
    onFault.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p9WhatCannotBeEndedStaysLockedAndIsTriedAgain() {
    withoutChunks();
    PageLocker plain = PageLocker.builder().provider(new FakeProvider(kernel)).build();
    long address = kernel.map(4);
    ProcessLock lock = plain.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    kernel.process.throwNext(new IllegalStateException("broken"));
    assertEquals(Reason.UNLOCK_FAILED, assertThrows(PageLockException.class, lock::close).reason());
    plain.lock(range(address, 0, 1), LockMode.PLAIN).close();
    assertEquals(4 * PAGE, kernel.lockedBytes());
    lock.close();
    assertEquals(0, kernel.lockedBytes());
    lock.close();
  }

  @Test
  void byOneCallHeldRangesAreLockedAgain() {
    withoutChunks();
    PageLocker plain = PageLocker.builder().provider(new FakeProvider(kernel)).build();
    long address = kernel.map(MANY);
    LockedRange before = plain.lock(range(address, 0, 2), LockMode.PLAIN);
    ProcessLock lock = plain.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    assertEquals((long) MANY * PAGE, kernel.lockedBytes());
    LockedRange after = plain.lock(range(address, 8, 9), LockMode.PLAIN);
    lock.close();
    assertEquals(3 * PAGE, kernel.lockedBytes());
    before.close();
    after.close();
    assertEquals(0, kernel.lockedBytes());
    plain.close();
  }

  @Test
  void p10OnFaultLockOfARangeDoesNotUndoAPlainProcessLock() {
    long address = kernel.map(4);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockedRange onFault = locker.lock(range(address, 0, 2), LockMode.ON_FAULT);
    assertFalse(kernel.isOnFault(address));
    lock.close();
    assertEquals(2 * PAGE, kernel.lockedBytes());
    onFault.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p10RangeIsLockedInTheMiddleAndWaitsForAChunkAtMost() throws Exception {
    long address = kernel.map(MANY);
    long other = kernel.map(2);
    Gate gate = kernel.stopAt(call -> call.covers(address));
    CompletableFuture<ProcessLock> locking =
        CompletableFuture.supplyAsync(
            () -> locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN));
    gate.awaitReached();
    LockedRange elsewhere = lock(other, 0, 1);
    CompletableFuture<LockedRange> inTheChunk =
        CompletableFuture.supplyAsync(() -> lock(address, 0, 1));
    assertThrows(TimeoutException.class, () -> inTheChunk.get(100, TimeUnit.MILLISECONDS));
    gate.release();
    LockedRange waited = soon(inTheChunk);
    soon(locking).close();
    assertEquals(2 * PAGE, kernel.lockedBytes());
    elsewhere.close();
    waited.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p11CloseOfARangeUnlocksNothingWhileTheProcessIsLocked() {
    long address = kernel.map(4);
    LockedRange before = lock(address, 0, 2);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockedRange after = lock(address, 1, 3);
    before.close();
    after.close();
    assertEquals(0, kernel.callCount(Call.Kind.UNLOCK));
    assertEquals(4 * PAGE, kernel.lockedBytes());
    assertEquals(0, locker.statistics().heldBytes());
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p11CloseInTheMiddleOfLockingUnlocksNothing() throws Exception {
    long first = kernel.map(MANY);
    long last = kernel.map(4);
    LockedRange range = lock(last, 0, 4);
    Gate gate = kernel.stopAt(call -> call.covers(first));
    CompletableFuture<ProcessLock> locking =
        CompletableFuture.supplyAsync(
            () -> locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN));
    gate.awaitReached();
    range.close();
    assertEquals(0, kernel.callCount(Call.Kind.UNLOCK));
    gate.release();
    ProcessLock lock = soon(locking);
    assertEquals((long) (MANY + 4) * PAGE, kernel.lockedBytes());
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p11UnlockThatIsUnderWayIsWaitedFor() throws Exception {
    long address = kernel.map(4);
    LockedRange range = lock(address, 0, 2);
    Gate gate = kernel.stopAt(call -> call.kind() == Call.Kind.UNLOCK);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(range::close);
    gate.awaitReached();
    CompletableFuture<ProcessLock> locking =
        CompletableFuture.supplyAsync(
            () -> locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN));
    assertThrows(TimeoutException.class, () -> locking.get(100, TimeUnit.MILLISECONDS));
    gate.release();
    soon(closing);
    ProcessLock lock = soon(locking);
    assertEquals(4 * PAGE, kernel.lockedBytes());
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p12CloseInTheMiddleOfReleasingUnlocksForItself() throws Exception {
    long first = kernel.map(4);
    long second = kernel.map(MANY);
    LockedRange passed = lock(first, 0, 2);
    LockedRange toCome = lock(second, 2000, 2004);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    Gate gate = kernel.stopAt(call -> call.covers(second) && call.kind() == Call.Kind.UNLOCK);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(lock::close);
    gate.awaitReached();
    passed.close();
    toCome.close();
    LockedRange later = lock(first, 3, 4);
    gate.release();
    soon(closing);
    assertEquals(PAGE, kernel.lockedBytes());
    later.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p13FailedLockOfARangeUnlocksNothing() {
    long address = kernel.map(4);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 1);
    assertThrows(PageLockException.class, () -> lock(address, 0, 2));
    assertEquals(4 * PAGE, kernel.lockedBytes());
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p14MemoryIsAllocatedAndClosedWhileTheProcessIsLocked() {
    ProcessLock lock = locker.lockProcess(ProcessScope.FUTURE, LockMode.PLAIN);
    LockedMemory memory = locker.allocate(Allocation.of(100));
    memory.put(0, (byte) 1);
    memory.close();
    assertEquals(0, kernel.mapper.mapped());
    lock.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p15ProgressMayNeitherLockNorClose() {
    kernel.map(4);
    ProcessLock first = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    AtomicInteger refused = new AtomicInteger();
    ProcessLock second =
        locker.lockProcess(
            ProcessScope.CURRENT,
            LockMode.PLAIN,
            (done, total) -> {
              assertThrows(IllegalStateException.class, first::close);
              assertThrows(
                  IllegalStateException.class,
                  () -> locker.lockProcess(ProcessScope.FUTURE, LockMode.PLAIN));
              refused.incrementAndGet();
            });
    assertTrue(refused.get() > 0);
    assertTrue(first.isLocked());
    first.close();
    second.close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p17SomebodyElsesLockOfTheProcessIsNotUndoneByACloseOfARange() throws Exception {
    long address = kernel.map(4);
    LockedRange range = lock(address, 0, 2);
    kernel.process.setForeign(true);
    range.close();
    assertEquals(2 * PAGE, kernel.lockedBytes());
    kernel.process.setForeign(false);
    Thread.sleep(20); // it is not asked more often
    lock(address, 0, 2).close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void p18ProcessLockOverSomebodyElsesUndoesNothing() {
    kernel.map(4);
    kernel.process.setForeign(true);
    ProcessLock lock = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    lock.close();
    assertEquals(4 * PAGE, kernel.lockedBytes());
    assertEquals(LockMode.PLAIN, kernel.process.future());
    assertEquals(0, kernel.callCount(Call.Kind.UNLOCK));
  }
}
