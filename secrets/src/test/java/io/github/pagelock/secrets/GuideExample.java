package io.github.pagelock.secrets;

import io.github.pagelock.Capability;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;

/** The Java lines of docs/secrets.md, and of doc comments; a test compares the former. */
abstract class GuideExample {
  abstract void login(ByteBuffer password);

  void password(SecretPool pool, Console console) {
    // @start region="password"
    try (Secret password = pool.take(console.readPassword("Password: "))) {
      password.use(bytes -> login(bytes));
    }
    // @end
  }

  Secret keyFile(SecretPool pool, Path file) throws IOException {
    // @start region="keyFile"
    Secret key = pool.readAll(file, 64); // at most 64 bytes, straight into locked memory
    // @end
    return key;
  }

  SecretPool sealed() {
    // @start region="sealed"
    SecretPool pool = SecretPool.builder().sealed().build();
    // @end
    return pool;
  }

  SecretPool fewer() {
    SecretPool pool = SecretPool.builder().without(Capability.WIPE_ON_FORK).build();
    return pool;
  }

  byte[] encrypt(Secret key, byte[] text) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key.asKey("AES")); // copies the key to the heap
    return cipher.doFinal(text);
  }

  static byte[] hmacSha256(SecretPool pool, Secret key, byte[] message)
      throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Secret pad = pool.fill(64, bytes -> key.use(bytes::put))) { // a key of up to 64 bytes
      pad.write(bytes -> xor(bytes, 0x36));
      pad.use(digest::update);
      byte[] inner = digest.digest(message);
      pad.write(bytes -> xor(bytes, 0x36 ^ 0x5c));
      pad.use(digest::update);
      return digest.digest(inner);
    } finally {
      digest.update(ByteBuffer.allocateDirect(64)); // over what the digest has kept of the pad
      digest.reset();
    }
  }

  private static void xor(ByteBuffer bytes, int value) {
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) (bytes.get(i) ^ value));
    }
  }
}
