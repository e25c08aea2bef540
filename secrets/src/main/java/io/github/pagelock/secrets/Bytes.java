package io.github.pagelock.secrets;

import java.nio.ByteBuffer;

/** What is done to the bytes of a buffer, whatever its position is. */
final class Bytes {
  private Bytes() {}

  /** Overwrites all of them with zeros. */
  static void wipe(ByteBuffer buffer) {
    int end = buffer.capacity();
    int at = 0;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      buffer.putLong(at, 0);
    }
    for (; at < end; at++) {
      buffer.put(at, (byte) 0);
    }
  }

  /** Whether all from there on are 0. */
  static boolean areZero(ByteBuffer buffer, int from) {
    int any = 0;
    for (int i = from; i < buffer.capacity(); i++) {
      any |= buffer.get(i);
    }
    return any == 0;
  }

  /**
   * Compares what remains of two buffers, in a time that depends on their lengths alone.
   *
   * @return whether they have the same bytes
   */
  static boolean areEqual(ByteBuffer one, ByteBuffer other) {
    int count = one.remaining();
    if (count != other.remaining()) {
      return false;
    }
    int here = one.position();
    int there = other.position();
    int different = 0;
    for (int i = 0; i < count; i++) {
      different |= one.get(here + i) ^ other.get(there + i);
    }
    return different == 0;
  }
}
