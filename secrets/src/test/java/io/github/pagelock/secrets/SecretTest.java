package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a secret does, and does not tell. */
class SecretTest {
  private final FakeMachine machine = new FakeMachine();
  private final SecretPool pool = machine.pool();

  @AfterEach
  void close() {
    pool.close();
    assertEquals(0, machine.kernel.lockedBytes());
  }

  @Test
  void aUseSeesExactlyItsBytesAndCannotWrite() {
    Secret secret = pool.copy(new byte[] {1, 2, 3});
    secret.use(
        bytes -> {
          assertEquals(0, bytes.position());
          assertEquals(3, bytes.limit());
          assertEquals(3, bytes.capacity());
          assertEquals(0x0102, bytes.getShort(0));
          assertThrows(ReadOnlyBufferException.class, () -> bytes.put(0, (byte) 0));
        });
    assertEquals((byte) 3, secret.<Byte>apply(bytes -> bytes.get(2)));
    secret.write(bytes -> bytes.put(0, (byte) 9));
    assertArrayEquals(new byte[] {9, 2, 3}, FakeMachine.read(secret));
  }

  @Test
  void whatAFunctionThrowsIsThrownAndTheUseHasEnded() {
    Secret secret = pool.copy(new byte[] {1});
    IllegalArgumentException thrown = new IllegalArgumentException();
    assertEquals(
        thrown,
        assertThrows(
            IllegalArgumentException.class,
            () ->
                secret.use(
                    bytes -> {
                      throw thrown;
                    })));
    secret.close();
  }

  @Test
  void aClosedSecretCannotBeUsed() {
    Secret secret = pool.copy(new byte[] {1, 2});
    Secret other = pool.copy(new byte[] {1, 2});
    secret.close();
    secret.close();
    List<Executable> uses =
        List.of(
            () -> secret.use(bytes -> {}),
            () -> secret.apply(bytes -> 1),
            () -> secret.write(bytes -> {}),
            () -> secret.copyTo(new byte[2]),
            () -> secret.contentEquals(new byte[2]),
            () -> secret.asKey("AES").getEncoded());
    for (Executable use : uses) {
      String message = assertThrows(IllegalStateException.class, use).getMessage();
      assertEquals("the secret is closed", message);
    }
    assertTrue(secret.isDestroyed());
    assertEquals(2, secret.length());
    assertEquals("closed secret of 2 bytes", secret.toString());
    assertEquals(secret, secret);
    assertNotEquals(secret, other);
    assertNotEquals(other, secret);
  }

  @Test
  void itCannotBeClosedByAFunctionThatUsesIt() {
    Secret secret = pool.copy(new byte[] {1});
    Secret inner = pool.copy(new byte[] {2});
    secret.use(
        bytes ->
            inner.use(
                same -> {
                  assertThrows(IllegalStateException.class, secret::close);
                  assertThrows(IllegalStateException.class, inner::destroy);
                  assertThrows(IllegalStateException.class, pool::close);
                }));
    secret.use(
        bytes -> {
          inner.close();
          assertEquals(1, bytes.get(0));
        });
    secret.close();
  }

  @Test
  void usesMayBeNestedDeeply() {
    Secret secret = pool.copy(new byte[] {1});
    nest(secret, 20);
    secret.close();
  }

  private static void nest(Secret secret, int more) {
    secret.use(
        bytes -> {
          assertThrows(IllegalStateException.class, secret::close);
          if (more > 0) {
            nest(secret, more - 1);
          }
        });
  }

  @Test
  void secretsAreEqualByTheirBytes() {
    try (SecretPool elsewhere = machine.pool()) {
      Secret secret = pool.copy(new byte[] {1, 2, 3});
      assertEquals(secret, elsewhere.copy(new byte[] {1, 2, 3}));
      assertNotEquals(secret, pool.copy(new byte[] {1, 2, 4}));
      assertNotEquals(secret, pool.copy(new byte[] {0, 2, 3}));
      assertNotEquals(secret, pool.copy(new byte[] {1, 2}));
      assertFalse(secret.equals(null));
      assertTrue(secret.contentEquals(new byte[] {1, 2, 3}));
      assertFalse(secret.contentEquals(new byte[] {1, 2, 3, 4}));
      ByteBuffer middle = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}, 1, 3);
      assertTrue(secret.contentEquals(middle));
      assertEquals(1, middle.position());
    }
  }

  @Test
  void neitherTheHashNorTheTextTellsTheBytes() {
    Secret one = pool.copy("secret".toCharArray());
    Secret other = pool.copy("hidden".toCharArray());
    assertEquals(one.hashCode(), other.hashCode());
    assertEquals("secret of 6 bytes", one.toString());
    assertEquals("AES key, secret of 6 bytes", one.asKey("AES").toString());
  }

  @Test
  void itIsCopiedWholeOrNotAtAll() {
    Secret secret = pool.copy(new byte[] {1, 2, 3});
    byte[] small = new byte[2];
    assertThrows(IllegalArgumentException.class, () -> secret.copyTo(small));
    assertArrayEquals(new byte[2], small);
    ByteBuffer target = ByteBuffer.allocate(5).position(1);
    secret.copyTo(target);
    assertEquals(4, target.position());
    assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, target.array());
  }

  @Test
  void takingWipesTheSourceAndCopyingDoesNot() {
    byte[] bytes = {1, 2};
    char[] characters = {'a', 'b'};
    ByteBuffer direct =
        ByteBuffer.allocateDirect(4).put(new byte[] {5, 6, 7, 8}).position(1).limit(3);
    pool.copy(bytes);
    pool.copy(characters);
    assertEquals(1, bytes[0]);
    assertEquals('a', characters[0]);
    assertArrayEquals(new byte[] {1, 2}, FakeMachine.read(pool.take(bytes)));
    assertArrayEquals(new byte[] {'a', 'b'}, FakeMachine.read(pool.take(characters)));
    assertArrayEquals(new byte[] {6, 7}, FakeMachine.read(pool.take(direct)));
    assertArrayEquals(new byte[2], bytes);
    assertArrayEquals(new char[2], characters);
    assertEquals(3, direct.position());
    assertEquals(0x05000008, direct.clear().getInt());
    assertThrows(
        ReadOnlyBufferException.class, () -> pool.take(ByteBuffer.allocate(1).asReadOnlyBuffer()));
  }

  @Test
  void charactersBecomeUtf8() {
    for (String text : List.of("a", "äöü", "日本", "🔑 key", "\0")) {
      Secret secret = pool.copy(text.toCharArray());
      assertArrayEquals(
          text.getBytes(java.nio.charset.StandardCharsets.UTF_8), FakeMachine.read(secret));
    }
    for (String half : List.of("a\ud83d", "\udd11", "\ud83da")) {
      char[] source = half.toCharArray();
      assertThrows(IllegalArgumentException.class, () -> pool.take(source));
      assertArrayEquals(half.toCharArray(), source);
    }
  }

  @Test
  void badInputIsRefusedWithASentence() {
    int before = pool.secretCount();
    List<Executable> empty =
        List.of(
            () -> pool.copy(new byte[0]),
            () -> pool.copy(new char[0]),
            () -> pool.copy(ByteBuffer.allocate(0)),
            () -> pool.random(0),
            () -> pool.random(-1),
            () -> pool.fill(-5, bytes -> {}),
            () -> pool.fill(Integer.MAX_VALUE, bytes -> {}));
    for (Executable each : empty) {
      String message = FakeMachine.message(assertThrows(IllegalArgumentException.class, each));
      assertTrue(message.startsWith("a secret of "), message);
    }
    assertEquals(before, pool.secretCount());
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what is refused
  void nullIsRefusedByName() {
    Secret secret = pool.copy(new byte[1]);
    Map<Executable, String> calls = new LinkedHashMap<>();
    calls.put(() -> pool.copy((byte[]) null), "source");
    calls.put(() -> pool.take((byte[]) null), "source");
    calls.put(() -> pool.copy((char[]) null), "source");
    calls.put(() -> pool.take((char[]) null), "source");
    calls.put(() -> pool.copy((ByteBuffer) null), "source");
    calls.put(() -> pool.take((ByteBuffer) null), "source");
    calls.put(() -> pool.read((InputStream) null, 1), "source");
    calls.put(() -> pool.readAll((InputStream) null, 1), "source");
    calls.put(() -> pool.read((ReadableByteChannel) null, 1), "source");
    calls.put(() -> pool.readAll((ReadableByteChannel) null, 1), "source");
    calls.put(() -> pool.readAll((Path) null, 1), "source");
    calls.put(() -> pool.random(null, 1), "generator");
    calls.put(() -> pool.fill(1, null), "filler");
    calls.put(() -> SecretPool.builder().locker(null), "locker");
    calls.put(() -> secret.use(null), "user");
    calls.put(() -> secret.apply(null), "user");
    calls.put(() -> secret.write(null), "user");
    calls.put(() -> secret.copyTo((byte[]) null), "target");
    calls.put(() -> secret.copyTo((ByteBuffer) null), "target");
    calls.put(() -> secret.contentEquals((byte[]) null), "bytes");
    calls.put(() -> secret.contentEquals((ByteBuffer) null), "bytes");
    calls.put(() -> secret.asKey(null), "algorithm");
    calls.forEach(
        (call, name) ->
            assertEquals(name, assertThrows(NullPointerException.class, call).getMessage()));
    assertEquals(1, pool.secretCount());
  }

  @Test
  void randomBytesAreRandom() throws Exception {
    Secret one = pool.random(32);
    Secret other = pool.random(32);
    assertNotEquals(one, other);
    assertFalse(Arrays.equals(new byte[32], FakeMachine.read(one)));
    Secret generated = pool.random(new java.security.SecureRandom(), 10_000);
    byte[] tail = Arrays.copyOfRange(FakeMachine.read(generated), 9_000, 10_000);
    assertFalse(Arrays.equals(new byte[1000], tail));
  }

  @Test
  void aClosedPoolHasClosedItsSecretsAndCreatesNone() {
    Secret secret = pool.copy(new byte[] {1});
    ByteBuffer kept = FakeMachine.escaped(secret);
    Secret large = pool.copy(new byte[10_000]);
    pool.close();
    pool.close();
    assertTrue(secret.isDestroyed());
    assertTrue(large.isDestroyed());
    assertEquals(0, kept.get(0));
    assertEquals(0, machine.kernel.lockedBytes());
    secret.close();
    assertEquals(
        "the pool is closed",
        assertThrows(IllegalStateException.class, () -> pool.copy(new byte[1])).getMessage());
    assertThrows(IllegalStateException.class, pool::check);
  }

  @Test
  void aSecretThatIsBeingCreatedWhenThePoolClosesIsWiped() {
    ByteBuffer[] kept = new ByteBuffer[1];
    assertThrows(
        IllegalStateException.class,
        () ->
            pool.fill(
                8,
                bytes -> {
                  kept[0] = bytes.putLong(0, 77);
                  pool.close();
                }));
    assertEquals(0, kept[0].getLong(0));
    assertEquals(0, machine.kernel.lockedBytes());
  }
}
