package io.github.pagelock;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;

/** Memory segments, which the Java that these tests are compiled for does not have. */
final class MemorySegments {
  private MemorySegments() {}

  /** Aborts the test where there are none. */
  static Class<?> type() {
    try {
      return Class.forName("java.lang.foreign.MemorySegment");
    } catch (ClassNotFoundException older) {
      return abort("memory segments came with Java 22; this is " + Runtime.version().feature());
    }
  }

  static Object ofBuffer(ByteBuffer buffer) throws ReflectiveOperationException {
    return type().getMethod("ofBuffer", java.nio.Buffer.class).invoke(null, buffer);
  }

  static long address(Object segment) throws ReflectiveOperationException {
    return (long) type().getMethod("address").invoke(segment);
  }
}
