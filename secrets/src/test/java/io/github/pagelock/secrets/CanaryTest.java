package io.github.pagelock.secrets;

import static io.github.pagelock.secrets.FakeMachine.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stray write beside a secret is found. */
class CanaryTest {
  private final FakeMachine machine = new FakeMachine();
  private final List<LockedMemory> slabs = new ArrayList<>();
  private final SecretPool pool =
      SecretPool.builder().locker(Seam.spying(machine.locker, slabs::add)).build();
  private final Secret first = pool.copy(FakeMachine.bytes(32, 1));
  private final Secret second = pool.copy(FakeMachine.bytes(32, 2));

  @AfterEach
  void nothingStaysLocked() {
    pool.close();
    assertEquals(0, machine.kernel.lockedBytes());
  }

  private void overwrite(int index) {
    byte now = slabs.get(0).get(index);
    slabs.get(0).put(index, (byte) (now + 1));
  }

  @Test
  void theLayoutIsWhatTheseTestsThink() {
    assertEquals(1, slabs.get(0).get(8));
    assertEquals(2, slabs.get(0).get(48));
    pool.check();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 40, 47, 80, 87})
  void checkFindsEveryByteOfACanary(int index) {
    overwrite(index);
    CorruptedSecretException found = assertThrows(CorruptedSecretException.class, pool::check);
    String address = "at 0x" + Long.toHexString(slabs.get(0).address() + (index < 48 ? 8 : 48));
    assertTrue(message(found).contains("secret #" + (index < 48 ? 0 : 1)), message(found));
    assertTrue(message(found).contains("of 32 bytes " + address), message(found));
  }

  @Test
  void theLastCanaryIsLookedAt() {
    overwrite(102 * 40);
    String message = message(assertThrows(CorruptedSecretException.class, pool::check));
    assertTrue(message.contains("and the end of its memory"), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 40, 47})
  void closeFindsWhatIsBesideAndWipesAllTheSame(int index) {
    ByteBuffer kept = FakeMachine.escaped(first);
    overwrite(index);
    CorruptedSecretException found = assertThrows(CorruptedSecretException.class, first::close);
    assertTrue(message(found).contains("secret #0 of 32 bytes at 0x"), message(found));
    assertTrue(first.isDestroyed());
    byte[] left = new byte[32];
    kept.get(0, left);
    assertArrayEquals(new byte[32], left);
    first.close();
  }

  @Test
  void nothingGoesOnInACorruptedPool() {
    overwrite(40);
    CorruptedSecretException found = assertThrows(CorruptedSecretException.class, pool::check);
    for (int i = 0; i < 2; i++) {
      CorruptedSecretException later =
          assertThrows(CorruptedSecretException.class, () -> second.use(bytes -> {}));
      assertSame(found, later.getCause());
      assertThrows(CorruptedSecretException.class, () -> pool.copy(new byte[1]));
      assertThrows(CorruptedSecretException.class, pool::check);
    }
    second.close();
    assertTrue(second.isDestroyed());
  }

  @Test
  void aWriteIntoTheUnusedRestOfASlotIsFound() {
    Secret third = pool.copy(FakeMachine.bytes(20, 3));
    assertEquals(3, slabs.get(0).get(88 + 19));
    slabs.get(0).put(88 + 20, (byte) 3);
    String message = message(assertThrows(CorruptedSecretException.class, third::close));
    assertTrue(message.contains("unused bytes behind secret #2 of 20 bytes"), message);
  }

  @Test
  void theCanaryOfALargeSecretIsLookedAt() {
    Secret large = pool.copy(FakeMachine.bytes(5001, 3));
    assertEquals(3, slabs.get(1).get(8 + 5000));
    slabs.get(1).put(8 + 5001, (byte) (slabs.get(1).get(8 + 5001) + 1));
    assertThrows(CorruptedSecretException.class, large::close);
    assertEquals(machine.kernel.pageSize(), machine.kernel.lockedBytes());
  }

  @Test
  void canariesAreRandomForEachPool() {
    try (SecretPool other =
        SecretPool.builder().locker(Seam.spying(machine.locker, slabs::add)).build()) {
      other.copy(new byte[1]);
      long mine = slabs.get(0).read(bytes -> bytes.getLong(0));
      long theirs = slabs.get(1).read(bytes -> bytes.getLong(0));
      assertTrue(mine != theirs);
      assertEquals(mine, slabs.get(0).<Long>read(bytes -> bytes.getLong(40)));
    }
  }

  @Test
  void thePoolSaysWhatItFindsAsItCloses() {
    overwrite(40);
    assertThrows(CorruptedSecretException.class, pool::close);
    assertTrue(first.isDestroyed() && second.isDestroyed());
  }
}
