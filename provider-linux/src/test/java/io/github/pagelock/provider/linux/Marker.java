package io.github.pagelock.provider.linux;

import java.nio.ByteBuffer;

/**
 * Bytes to look for. They are nowhere as a whole but where they were written: neither who writes
 * nor who looks has them in an array.
 */
public enum Marker {
  /** In locked memory. */
  SECRET(0x5DEECE66DL),
  /** In a direct buffer. */
  PLAIN(0x9E3779B97F4A7C15L);

  /** How many. */
  public static final int BYTES = 32;

  private final long seed;

  Marker(long seed) {
    this.seed = seed;
  }

  /** Writes them. */
  public void write(ByteBuffer into, int index) {
    for (int i = 0; i < BYTES; i++) {
      into.put(index + i, at(i));
    }
  }

  private byte at(int index) {
    long mixed = (seed + index) * 0xBF58476D1CE4E5B9L;
    return (byte) (mixed >>> 41);
  }

  /** How often they are in the first bytes. */
  public int count(byte[] bytes, int length) {
    int found = 0;
    for (int from = 0; from + BYTES <= length; from++) {
      int same = 0;
      while (same < BYTES && bytes[from + same] == at(same)) {
        same++;
      }
      found += same == BYTES ? 1 : 0;
    }
    return found;
  }
}
