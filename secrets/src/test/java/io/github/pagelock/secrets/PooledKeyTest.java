package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A secret as a key of the JDK. */
class PooledKeyTest {
  private final FakeMachine machine = new FakeMachine();
  private final SecretPool pool = machine.pool();
  private final Secret secret = pool.copy(FakeMachine.bytes(16, 5));
  private final SecretKey key = secret.asKey("AES");

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void itIsAKeyForTheJdk() throws Exception {
    assertEquals("AES", key.getAlgorithm());
    assertEquals("RAW", key.getFormat());
    byte[] expected = mac(new SecretKeySpec(FakeMachine.bytes(16, 5), "HmacSHA256"));
    assertArrayEquals(expected, mac(secret.asKey("HmacSHA256")));
  }

  private static byte[] mac(SecretKey key) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(key);
    return mac.doFinal(new byte[] {1, 2, 3});
  }

  @Test
  void eachEncodingIsACopyOfItsOwn() {
    byte[] copy = key.getEncoded();
    assertArrayEquals(FakeMachine.bytes(16, 5), copy);
    copy[0] = 9;
    assertEquals(5, key.getEncoded()[0]);
  }

  @Test
  void destroyingItClosesTheSecret() throws Exception {
    key.destroy();
    assertTrue(key.isDestroyed());
    assertTrue(secret.isDestroyed());
    assertThrows(IllegalStateException.class, key::getEncoded);
    assertEquals(key, key);
    assertNotEquals(key, new SecretKeySpec(FakeMachine.bytes(16, 5), "AES"));
  }

  @Test
  void itEqualsKeysOfTheSameBytesAndAlgorithmBothWays() {
    SecretKey jdk = new SecretKeySpec(FakeMachine.bytes(16, 5), "aes");
    assertEquals(key, jdk);
    assertEquals(jdk, key);
    assertEquals(key, secret.asKey("AES"));
    assertEquals(key.hashCode(), secret.asKey("aes").hashCode());
    assertNotEquals(key, secret.asKey("HmacSHA256"));
    assertNotEquals(key, new SecretKeySpec(FakeMachine.bytes(16, 6), "AES"));
    assertNotEquals(key, new SecretKeySpec(FakeMachine.bytes(17, 5), "AES"));
    assertEquals(secret.asKey("AES").hashCode(), pool.copy(new byte[16]).asKey("AES").hashCode());
  }

  @Test
  void itIsNotSerialized() throws Exception {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThrows(NotSerializableException.class, () -> out.writeObject(key));
      assertThrows(NotSerializableException.class, () -> out.writeObject(secret));
      assertThrows(NotSerializableException.class, () -> out.writeObject(pool));
    }
  }

  @Test
  void anAlgorithmNeedsAName() {
    assertThrows(IllegalArgumentException.class, () -> secret.asKey(""));
  }
}
