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
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {FakeKernel.PAGE, 4 * FakeKernel.PAGE, 16 * FakeKernel.PAGE})
class FakeKernelTest {
  private final int pageSize;
  private final FakeKernel kernel;
  private final long memory;

  FakeKernelTest(int pageSize) {
    this.pageSize = pageSize;
    this.kernel = new FakeKernel(pageSize);
    this.memory = kernel.map(16);
  }

  private long page(int i) {
    return memory + (long) i * pageSize;
  }

  private KernelState verify(int first, int count) {
    return kernel.verify(List.of(new PageSpan(page(first), (long) count * pageSize))).get(0);
  }

  private Reason failingLock(int first, int count) {
    return assertThrows(
            PageLockException.class, () -> kernel.lock(page(first), (long) count * pageSize))
        .reason();
  }

  @Test
  void locksDoNotNest() {
    kernel.lock(page(0), 4 * pageSize);
    kernel.lock(page(2), 4 * pageSize);
    assertEquals(6 * pageSize, kernel.lockedBytes());
    kernel.unlock(page(2), 2 * pageSize);
    assertEquals(4 * pageSize, kernel.lockedBytes());
    assertFalse(kernel.isLocked(page(2)));
    assertEquals(2, kernel.lockCalls(page(3)));
    assertEquals(1, kernel.unlockCalls(page(3)));
  }

  @Test
  void lockOverAHoleLeavesThePagesBeforeItLockedAndUnlockGoesOnBeyondIt() {
    kernel.lock(page(8), 8 * pageSize);
    kernel.unmap(page(4), pageSize);
    assertEquals(Reason.NOT_MAPPED, failingLock(0, 16));
    assertEquals(12 * pageSize, kernel.lockedBytes());
    kernel.unlock(page(0), 16 * pageSize);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void lockOfInaccessiblePagesFailsAndLeavesThemLocked() {
    kernel.protectNone(page(0), 4 * pageSize);
    assertEquals(Reason.NOT_MAPPED, failingLock(0, 4));
    assertEquals(4 * pageSize, kernel.lockedBytes());
  }

  @Test
  void limitIsEnforcedAndChargesAPageOnce() {
    kernel.setLockLimit(4 * pageSize);
    kernel.lock(page(0), 4 * pageSize);
    kernel.lock(page(0), 4 * pageSize);
    assertEquals(Reason.LIMIT_EXCEEDED, failingLock(3, 2));
    assertEquals(4 * pageSize, kernel.lockedBytes());
    kernel.setLockLimit(0);
    assertEquals(Reason.NOT_PERMITTED, failingLock(3, 2));
    kernel.setExempt(true);
    kernel.lock(page(3), 2 * pageSize);
    assertEquals(5 * pageSize, kernel.lockedBytes());
  }

  @Test
  void onFaultOverPlainDowngrades() {
    kernel.lock(page(0), 2 * pageSize);
    kernel.lockOnFault(page(0), pageSize);
    assertTrue(kernel.isOnFault(page(0)));
    assertEquals(1, kernel.downgrades());
    kernel.expectPlain(page(1), pageSize);
    assertThrows(AssertionError.class, () -> kernel.lockOnFault(page(1), pageSize));
    assertEquals(1, kernel.violations().size());
  }

  @Test
  void verifyTellsEveryState() {
    assertEquals(KernelState.NOT_LOCKED, verify(0, 2));
    kernel.lockOnFault(page(0), 2 * pageSize);
    assertEquals(KernelState.ON_FAULT, verify(0, 2));
    kernel.touch(page(0), 2 * pageSize);
    assertEquals(KernelState.LOCKED, verify(0, 2));
    assertEquals(KernelState.PARTLY, verify(0, 3));
    kernel.lock(page(0), 2 * pageSize);
    kernel.drop(page(1), pageSize);
    assertEquals(KernelState.NOT_RESIDENT, verify(0, 2));
    kernel.remap(page(0), 2 * pageSize);
    assertEquals(KernelState.NOT_LOCKED, verify(0, 2));
    kernel.unmap(page(0), 2 * pageSize);
    assertEquals(KernelState.PARTLY, verify(0, 3));
    assertEquals(KernelState.NOT_MAPPED, verify(0, 2));
  }

  @Test
  void failuresComeInTurn() {
    kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 1);
    kernel.failLockAfter(1, FakeKernel.ENOMEM, Reason.OTHER, 0);
    kernel.failNextUnlocks(1);
    assertEquals(Reason.TRY_AGAIN, failingLock(0, 4));
    assertEquals(pageSize, kernel.lockedBytes());
    kernel.lock(page(0), 4 * pageSize);
    assertEquals(Reason.OTHER, failingLock(0, 4));
    assertThrows(PageLockException.class, () -> kernel.unlock(page(0), 4 * pageSize));
    assertEquals(4 * pageSize, kernel.lockedBytes());
    kernel.unlock(page(0), 4 * pageSize);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void callsThatTheSpiForbidsAreViolations() {
    assertThrows(AssertionError.class, () -> kernel.lock(page(0) + 1, pageSize));
    assertThrows(AssertionError.class, () -> kernel.unlock(page(0), 100));
    assertThrows(AssertionError.class, () -> kernel.lock(page(0), (32L << 20) + pageSize));
    assertEquals(3, kernel.violations().size());
  }

  @Test
  void gateStopsACallBeforeOrAfterItsEffectAndOverlapsAreSeen() throws InterruptedException {
    Gate before = kernel.stopAt(call -> call.kind() == Kind.LOCK);
    Gate after = kernel.stopAt(Phase.EXIT, call -> call.covers(page(1)));
    Thread locker = new Thread(() -> kernel.lock(page(0), 2 * pageSize));
    locker.start();
    before.awaitReached();
    assertEquals(0, kernel.lockedBytes());
    assertThrows(AssertionError.class, () -> kernel.unlock(page(1), pageSize));
    kernel.lock(page(2), pageSize);
    before.release();
    after.awaitReached();
    assertEquals(3 * pageSize, kernel.lockedBytes());
    kernel.lock(page(1), pageSize);
    after.release();
    locker.join();
    kernel.unlock(page(0), 3 * pageSize);
    assertEquals(1, kernel.violations().size());
  }

  @Test
  void recordsCallsOnlyWhenAsked() {
    kernel.lock(page(0), pageSize);
    kernel.setRecording(true);
    kernel.unlock(page(0), pageSize);
    assertEquals(List.of(Kind.UNLOCK), kernel.calls().stream().map(Call::kind).toList());
    assertEquals(1, kernel.callCount(Kind.LOCK));
  }

  @Test
  void aBufferHasItsOwnMemoryAtTheSamePlace() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(3 * pageSize);
    long address = kernel.addressOf(buffer);
    assertEquals(address + 10, kernel.addressOf(buffer.position(10)));
    assertTrue(kernel.isMapped(address / pageSize * pageSize + 3 * pageSize));
    assertTrue(
        Math.abs(kernel.addressOf(ByteBuffer.allocateDirect(pageSize)) - address) > 3 * pageSize);
  }

  @Test
  void splitMappingsAreCounted() {
    long before = kernel.mappings().count();
    kernel.lock(page(4), pageSize);
    assertEquals(before + 2, kernel.mappings().count());
    kernel.lock(page(5), pageSize);
    assertEquals(before + 2, kernel.mappings().count());
    assertEquals(2, kernel.residency(page(0), 16 * pageSize).residentPages().orElseThrow());
  }
}
