package io.github.pagelock.secrets;

import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A fake kernel, and pools on it. */
final class FakeMachine {
  final FakeKernel kernel = new FakeKernel();
  final PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();

  SecretPoolBuilder builder() {
    return SecretPool.builder().locker(locker);
  }

  SecretPool pool() {
    return builder().build();
  }

  static byte[] bytes(int count, int value) {
    byte[] bytes = new byte[count];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static List<Secret> many(SecretPool pool, int count, int length) {
    List<Secret> secrets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      secrets.add(pool.copy(bytes(length, i)));
    }
    return secrets;
  }

  static byte[] read(Secret secret) {
    byte[] copy = new byte[secret.length()];
    secret.copyTo(copy);
    return copy;
  }

  /** A buffer of a secret that outlives the use. */
  static ByteBuffer escaped(Secret secret) {
    ByteBuffer[] kept = new ByteBuffer[1];
    secret.write(bytes -> kept[0] = bytes);
    return kept[0];
  }

  static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
