package io.github.pagelock.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.fake.Call.Kind;
import io.github.pagelock.fake.Call.Phase;
import io.github.pagelock.spi.PageSpan;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeKernelTest {
  private static final int PAGE = 4096;

  private final FakeKernel kernel = new FakeKernel();
  private final long memory = kernel.map(16);

  private long page(int i) {
    return memory + (long) i * PAGE;
  }

  private KernelState verify(int first, int count) {
    return kernel.verify(List.of(new PageSpan(page(first), (long) count * PAGE))).get(0);
  }

  private Reason failingLock(int first, int count) {
    return assertThrows(
            PageLockException.class, () -> kernel.lock(page(first), (long) count * PAGE))
        .reason();
  }

  @Test
  void locksDoNotNest() {
    kernel.lock(page(0), 4 * PAGE);
    kernel.lock(page(2), 4 * PAGE);
    assertEquals(6 * PAGE, kernel.lockedBytes());
    kernel.unlock(page(2), 2 * PAGE);
    assertEquals(4 * PAGE, kernel.lockedBytes());
    assertFalse(kernel.isLocked(page(2)));
    assertEquals(2, kernel.lockCalls(page(3)));
    assertEquals(1, kernel.unlockCalls(page(3)));
  }

  @Test
  void lockOverAHoleLeavesThePagesBeforeItLockedAndUnlockGoesOnBeyondIt() {
    kernel.lock(page(8), 8 * PAGE);
    kernel.unmap(page(4), PAGE);
    assertEquals(Reason.NOT_MAPPED, failingLock(0, 16));
    assertEquals(12 * PAGE, kernel.lockedBytes());
    kernel.unlock(page(0), 16 * PAGE);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void lockOfInaccessiblePagesFailsAndLeavesThemLocked() {
    kernel.protectNone(page(0), 4 * PAGE);
    assertEquals(Reason.NOT_MAPPED, failingLock(0, 4));
    assertEquals(4 * PAGE, kernel.lockedBytes());
  }

  @Test
  void limitIsEnforcedAndChargesAPageOnce() {
    kernel.setLockLimit(4 * PAGE);
    kernel.lock(page(0), 4 * PAGE);
    kernel.lock(page(0), 4 * PAGE);
    assertEquals(Reason.LIMIT_EXCEEDED, failingLock(3, 2));
    assertEquals(4 * PAGE, kernel.lockedBytes());
    kernel.setLockLimit(0);
    assertEquals(Reason.NOT_PERMITTED, failingLock(3, 2));
    kernel.setExempt(true);
    kernel.lock(page(3), 2 * PAGE);
    assertEquals(5 * PAGE, kernel.lockedBytes());
  }

  @Test
  void onFaultOverPlainDowngrades() {
    kernel.lock(page(0), 2 * PAGE);
    kernel.lockOnFault(page(0), PAGE);
    assertTrue(kernel.isOnFault(page(0)));
    assertEquals(1, kernel.downgrades());
    kernel.expectPlain(page(1), PAGE);
    assertThrows(AssertionError.class, () -> kernel.lockOnFault(page(1), PAGE));
    assertEquals(1, kernel.violations().size());
  }

  @Test
  void verifyTellsEveryState() {
    assertEquals(KernelState.NOT_LOCKED, verify(0, 2));
    kernel.lockOnFault(page(0), 2 * PAGE);
    assertEquals(KernelState.ON_FAULT, verify(0, 2));
    kernel.touch(page(0), 2 * PAGE);
    assertEquals(KernelState.LOCKED, verify(0, 2));
    assertEquals(KernelState.PARTLY, verify(0, 3));
    kernel.lock(page(0), 2 * PAGE);
    kernel.drop(page(1), PAGE);
    assertEquals(KernelState.NOT_RESIDENT, verify(0, 2));
    kernel.remap(page(0), 2 * PAGE);
    assertEquals(KernelState.NOT_LOCKED, verify(0, 2));
    kernel.unmap(page(0), 2 * PAGE);
    assertEquals(KernelState.PARTLY, verify(0, 3));
    assertEquals(KernelState.NOT_MAPPED, verify(0, 2));
  }

  @Test
  void failuresComeInTurn() {
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 1);
    kernel.failLockAfter(1, FakeKernel.ENOMEM, Reason.OTHER, 0);
    kernel.failNextUnlocks(1);
    assertEquals(Reason.TRY_AGAIN, failingLock(0, 4));
    assertEquals(PAGE, kernel.lockedBytes());
    kernel.lock(page(0), 4 * PAGE);
    assertEquals(Reason.OTHER, failingLock(0, 4));
    assertThrows(PageLockException.class, () -> kernel.unlock(page(0), 4 * PAGE));
    assertEquals(4 * PAGE, kernel.lockedBytes());
    kernel.unlock(page(0), 4 * PAGE);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void callsThatTheSpiForbidsAreViolations() {
    assertThrows(AssertionError.class, () -> kernel.lock(page(0) + 1, PAGE));
    assertThrows(AssertionError.class, () -> kernel.unlock(page(0), 100));
    assertThrows(AssertionError.class, () -> kernel.lock(page(0), (32L << 20) + PAGE));
    assertEquals(3, kernel.violations().size());
  }

  @Test
  void gateStopsACallBeforeOrAfterItsEffectAndOverlapsAreSeen() throws InterruptedException {
    Gate before = kernel.stopAt(call -> call.kind() == Kind.LOCK);
    Gate after = kernel.stopAt(Phase.EXIT, call -> call.covers(page(1)));
    Thread locker = new Thread(() -> kernel.lock(page(0), 2 * PAGE));
    locker.start();
    before.awaitReached();
    assertEquals(0, kernel.lockedBytes());
    assertThrows(AssertionError.class, () -> kernel.unlock(page(1), PAGE));
    kernel.lock(page(2), PAGE);
    before.release();
    after.awaitReached();
    assertEquals(3 * PAGE, kernel.lockedBytes());
    kernel.lock(page(1), PAGE);
    after.release();
    locker.join();
    kernel.unlock(page(0), 3 * PAGE);
    assertEquals(1, kernel.violations().size());
  }

  @Test
  void recordsCallsOnlyWhenAsked() {
    kernel.lock(page(0), PAGE);
    kernel.setRecording(true);
    kernel.unlock(page(0), PAGE);
    assertEquals(List.of(Kind.UNLOCK), kernel.calls().stream().map(Call::kind).toList());
    assertEquals(1, kernel.callCount(Kind.LOCK));
  }

  @Test
  void aBufferHasItsOwnMemoryAtTheSamePlace() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(3 * PAGE);
    long address = kernel.addressOf(buffer);
    assertEquals(address + 10, kernel.addressOf(buffer.position(10)));
    assertTrue(kernel.isMapped(address / PAGE * PAGE + 3 * PAGE));
    assertTrue(Math.abs(kernel.addressOf(ByteBuffer.allocateDirect(PAGE)) - address) > 3 * PAGE);
  }

  @Test
  void splitMappingsAreCounted() {
    long before = kernel.mappings().count();
    kernel.lock(page(4), PAGE);
    assertEquals(before + 2, kernel.mappings().count());
    kernel.lock(page(5), PAGE);
    assertEquals(before + 2, kernel.mappings().count());
    assertEquals(2, kernel.residency(page(0), 16 * PAGE).residentPages().orElseThrow());
  }
}
