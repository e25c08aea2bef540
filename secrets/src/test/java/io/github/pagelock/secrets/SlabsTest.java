package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.fake.FakeKernel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How secrets share locked memory. */
class SlabsTest {
  private static final int PAGE = FakeKernel.PAGE;
  private static final int LARGEST = 256 << 10;

  private final FakeMachine machine = new FakeMachine();

  @Test
  void theFirstSecretLocksAPageAndSoDoTheNextHundred() {
    try (SecretPool pool = machine.pool()) {
      assertEquals(0, machine.kernel.lockedBytes());
      FakeMachine.many(pool, 102, 32);
      assertEquals(PAGE, machine.kernel.lockedBytes());
      assertEquals(PAGE, pool.byteCount());
      assertEquals(102, pool.secretCount());
    }
    assertEquals(0, machine.kernel.lockedBytes());
  }

  @Test
  void slabsDoubleUpToTheLargest() {
    try (SecretPool pool = machine.pool()) {
      FakeMachine.many(pool, 40_000, 32);
      // 4 to 256 KiB: 7 slabs with 13,000 secrets; then 6,553 in each.
      assertEquals(7 + 5, machine.kernel.mapper.mapped());
      assertTrue(pool.byteCount() <= 508 * 1024 + 5L * LARGEST, pool::toString);
    }
  }

  @Test
  void secretsHaveTheirBytesAndNobodyElses() {
    try (SecretPool pool = machine.pool()) {
      List<Secret> secrets = new ArrayList<>();
      for (int length = 1; length <= 5000; length += 7) {
        secrets.add(pool.copy(FakeMachine.bytes(length, length)));
      }
      for (int length = 1; length <= 5000; length += 7) {
        Secret secret = secrets.get(length / 7);
        assertArrayEquals(FakeMachine.bytes(length, length), FakeMachine.read(secret));
      }
      pool.check();
      Collections.shuffle(secrets, new Random(1));
      secrets.forEach(Secret::close);
      assertEquals(0, pool.secretCount());
    }
  }

  @Test
  void oneEmptySlabOfASizeIsKeptAndNoSecondOne() {
    try (SecretPool pool = machine.pool()) {
      List<Secret> secrets = FakeMachine.many(pool, 102 + 204 + 1, 32);
      assertEquals(3, machine.kernel.mapper.mapped());
      long all = pool.byteCount();
      secrets.forEach(Secret::close);
      assertEquals(PAGE, pool.byteCount());
      assertEquals(PAGE, machine.kernel.lockedBytes());
      assertTrue(all > PAGE);
      pool.copy(FakeMachine.bytes(32, 1));
      assertEquals(PAGE, machine.kernel.lockedBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4097, 100_000})
  void aLargeSecretHasMemoryOfItsOwnUntilItIsClosed(int length) {
    try (SecretPool pool = machine.pool()) {
      Secret secret = pool.copy(FakeMachine.bytes(length, 9));
      int pages = (length + 16 + PAGE - 1) / PAGE;
      assertEquals((long) pages * PAGE, machine.kernel.lockedBytes());
      assertArrayEquals(FakeMachine.bytes(length, 9), FakeMachine.read(secret));
      secret.close();
      assertEquals(0, machine.kernel.lockedBytes());
    }
  }

  @Test
  void aSlotIsWipedBeforeAnybodyElseHasIt() {
    try (SecretPool pool = machine.pool()) {
      Secret first = pool.copy(FakeMachine.bytes(32, 7));
      ByteBuffer kept = FakeMachine.escaped(first);
      first.close();
      assertArrayEquals(new byte[32], copy(kept));
      Secret second = pool.fill(32, bytes -> assertArrayEquals(new byte[32], copy(bytes)));
      second.write(bytes -> bytes.put(0, (byte) 5));
      assertEquals(5, kept.get(0), "the test thinks that it has the same slot");
    }
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.capacity()];
    buffer.get(0, copy);
    return copy;
  }

  @Test
  void aSmallLimitIsFilledWithSmallerSlabs() {
    machine.kernel.setLockLimit(16L * PAGE);
    try (SecretPool pool = machine.pool()) {
      List<Secret> secrets = new ArrayList<>();
      PageLockException refused =
          assertThrows(
              PageLockException.class,
              () -> {
                while (true) {
                  secrets.add(pool.copy(FakeMachine.bytes(32, 1)));
                }
              });
      assertEquals(16 * PAGE, machine.kernel.lockedBytes());
      assertTrue(secrets.size() >= 1000, () -> secrets.size() + " fit");
      assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
      String message = refused.getMessage();
      assertTrue(message.contains(secrets.size() + " of up to 32 bytes, and no more fit"), message);
      assertTrue(message.contains("in 65536 bytes"), message);
      assertTrue(refused.diagnosis().isPresent(), message);
      assertEquals(secrets.size(), pool.secretCount());

      secrets.remove(0).close();
      secrets.add(pool.copy(FakeMachine.bytes(32, 1)));
    }
  }

  @Test
  void anEmptySlabOfAnotherSizeMakesRoom() {
    machine.kernel.setLockLimit(PAGE);
    try (SecretPool pool = machine.pool()) {
      pool.copy(FakeMachine.bytes(32, 1)).close();
      assertEquals(PAGE, machine.kernel.lockedBytes());
      pool.copy(FakeMachine.bytes(100, 1));
      assertEquals(PAGE, machine.kernel.lockedBytes());
    }
  }

  @Test
  void tooMuchIsRefusedWithWhatIsThere() {
    machine.kernel.setLockLimit(16L * PAGE);
    try (SecretPool pool = machine.pool()) {
      pool.copy(FakeMachine.bytes(32, 1));
      PageLockException refused =
          assertThrows(PageLockException.class, () -> pool.fill(8 << 20, bytes -> {}));
      assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
      assertEquals(8 << 20, refused.byteCount());
      assertTrue(
          refused.getMessage().contains("holds 1 secrets in " + PAGE + " bytes"),
          refused.getMessage());
      assertEquals(1, pool.secretCount());
    }
  }
}
