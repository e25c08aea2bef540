package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.FakeKernel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails leaves no slot taken and nothing locked. */
class WorstDayTest {
  private final FakeMachine machine = new FakeMachine();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void creatingFailsAtEachStepAndLeavesNothing(boolean sealed) {
    int steps = 0;
    while (failsAt(steps, sealed)) {
      steps++;
      assertEquals(0, machine.kernel.lockedBytes(), "after a failure at step " + steps);
    }
    assertTrue(steps >= 4, "only " + steps + " steps were seen to fail");
  }

  private boolean failsAt(int step, boolean sealed) {
    OutOfMemoryError failure = new OutOfMemoryError("the test wanted it");
    AtomicInteger countdown = new AtomicInteger(step);
    PageLocker locker = Seam.failing(machine.locker, countdown, failure);
    SecretPoolBuilder builder = SecretPool.builder().locker(locker);
    try (SecretPool pool = (sealed ? builder.sealed() : builder).build()) {
      try {
        pool.copy(new byte[100]);
        countdown.set(-1);
      } catch (OutOfMemoryError thrown) {
        assertSame(failure, thrown);
        assertEquals(0, pool.secretCount());
        Secret secret = pool.copy(FakeMachine.bytes(100, 3));
        assertEquals((byte) 3, secret.<Byte>apply(bytes -> bytes.get(99)));
        pool.check();
        return true;
      }
      return false;
    }
  }

  @Test
  void aFillerThatFailsLeavesAWipedSlot() {
    try (SecretPool pool = machine.pool()) {
      OutOfMemoryError failure = new OutOfMemoryError();
      for (int i = 0; i < 1000; i++) {
        assertSame(
            failure,
            assertThrows(
                OutOfMemoryError.class,
                () ->
                    pool.fill(
                        8,
                        bytes -> {
                          assertEquals(0, bytes.getLong(0));
                          bytes.putLong(0, 7);
                          throw failure;
                        })));
      }
      assertEquals(0, pool.secretCount());
      assertEquals(machine.kernel.pageSize(), machine.kernel.lockedBytes());
    }
  }

  @Test
  void aSecretThatCannotBeWipedIsNotClosedUntilItIs() {
    OutOfMemoryError failure = new OutOfMemoryError();
    AtomicInteger countdown = new AtomicInteger(-1);
    PageLocker locker = Seam.failing(machine.locker, countdown, failure);
    SecretPool pool = SecretPool.builder().locker(locker).sealed().build();
    Secret secret = pool.copy(new byte[10]);
    Secret other = pool.copy(new byte[10]);
    countdown.set(0);
    assertSame(failure, assertThrows(OutOfMemoryError.class, secret::close));
    assertFalse(secret.isDestroyed());
    assertEquals(2, pool.secretCount());
    secret.close();
    assertEquals(1, pool.secretCount());
    countdown.set(0);
    assertThrows(OutOfMemoryError.class, pool::close);
    pool.close();
    assertTrue(other.isDestroyed());
    assertEquals(0, machine.kernel.lockedBytes());
  }

  @Test
  void whatIsNotALimitIsNotTriedAgainWithLess() {
    try (SecretPool pool = machine.pool()) {
      machine.kernel.failNextLock(FakeKernel.EPERM, Reason.NOT_PERMITTED, 0);
      PageLockException refused =
          assertThrows(PageLockException.class, () -> pool.copy(new byte[10]));
      assertEquals(Reason.NOT_PERMITTED, refused.reason());
      pool.copy(new byte[10]);
    }
    assertEquals(0, machine.kernel.lockedBytes());
  }

  @Test
  void aSlabThatCannotBeUnlockedIsToldAndTheRestIsClosed() {
    SecretPool pool = machine.pool();
    Secret small = pool.copy(new byte[10]);
    Secret large = pool.copy(new byte[10_000]);
    machine.kernel.failNextUnlocks(1);
    PageLockException failure = assertThrows(PageLockException.class, pool::close);
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertTrue(small.isDestroyed() && large.isDestroyed());
    assertTrue(
        machine.kernel.lockedBytes() <= 3 * machine.kernel.pageSize(), "one slab is left at most");
  }
}
