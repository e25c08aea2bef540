package io.github.pagelock.internal.memory;

import java.nio.ByteBuffer;

/**
 * Overwrites memory. No compiler leaves that out: what is written to memory outside of the heap is
 * written, as somebody else may read it.
 */
final class Zeros {
  /** Loaded with the class: no memory is needed to wipe. */
  private static final byte[] ZEROS = new byte[8192];

  private Zeros() {}

  static void fill(ByteBuffer buffer) {
    int end = buffer.capacity();
    for (int at = 0; at < end; at += ZEROS.length) {
      buffer.put(at, ZEROS, 0, Math.min(ZEROS.length, end - at));
    }
  }
}
