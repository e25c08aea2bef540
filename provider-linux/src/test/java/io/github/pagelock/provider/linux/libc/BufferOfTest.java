package io.github.pagelock.provider.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A buffer of an address, whose end tells that no view of the memory is reachable any more. */
class BufferOfTest {
  private static final int BYTES = 5000;

  /** Much longer than a collection takes; it waits so long only where it is to wait for nothing. */
  private static final int NOTHING_COMES_MILLIS = 200;

  private static final int SOMETHING_COMES_MILLIS = 30_000;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
  private final ReferenceQueue<Object> ended = new ReferenceQueue<>();

  private static LibC libc(Way way) {
    return way.loadOrAbort();
  }

  @ParameterizedTest
  @EnumSource
  void itIsOfExactlyTheseBytes(Way way) {
    LibC libc = libc(way);
    long address = libc.addressOf(memory) + 3;
    ByteBuffer buffer = libc.bufferOf(address, 5);
    assertTrue(buffer.isDirect() && !buffer.isReadOnly());
    assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
    assertEquals(5, buffer.capacity());
    assertEquals(5, buffer.remaining());
    assertEquals(address, libc.addressOf(buffer));
    buffer.putInt(1, 0x0102_0304);
    assertEquals(0x0102_0304, memory.getInt(4));
    assertEquals(0, libc.bufferOf(address, 0).capacity());
  }

  @ParameterizedTest
  @EnumSource
  void aSliceOfASliceKeepsIt(Way way) throws Exception {
    assertKeeps(way, buffer -> buffer.slice(1, 100).slice(2, 5));
  }

  @ParameterizedTest
  @EnumSource
  void everyOtherViewKeepsIt(Way way) throws Exception {
    assertKeeps(way, ByteBuffer::duplicate);
    assertKeeps(way, ByteBuffer::asReadOnlyBuffer);
    assertKeeps(way, buffer -> buffer.duplicate().asLongBuffer().slice());
  }

  @ParameterizedTest
  @EnumSource
  void aMemorySegmentKeepsItAndWhatIsMadeOfThat(Way way) throws Exception {
    assumeTrue(Runtime.version().feature() >= 22, "memory segments are there since Java 22");
    assertKeeps(way, BufferOfTest::segment);
    assertKeeps(way, buffer -> segment(buffer.slice(8, 8)));
    Class<?> type = Class.forName("java.lang.foreign.MemorySegment");
    assertKeeps(
        way,
        buffer -> {
          try {
            return type.getMethod("asByteBuffer").invoke(segment(buffer));
          } catch (ReflectiveOperationException e) {
            throw new LinkageError("memory segments", e);
          }
        });
  }

  private static Object segment(ByteBuffer buffer) {
    try {
      return Class.forName("java.lang.foreign.MemorySegment")
          .getMethod("ofBuffer", java.nio.Buffer.class)
          .invoke(null, buffer);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("memory segments", e);
    }
  }

  private void assertKeeps(Way way, Function<ByteBuffer, Object> maker) throws Exception {
    LibC libc = libc(way);
    ByteBuffer buffer = libc.bufferOf(libc.addressOf(memory), BYTES);
    Object view = maker.apply(buffer);
    PhantomReference<Object> end = new PhantomReference<>(buffer, ended);
    buffer = null;
    try {
      for (int i = 0; i < 2; i++) {
        System.gc();
        assertFalse(ended.remove(NOTHING_COMES_MILLIS) == end, "ended before its view");
      }
    } finally {
      Reference.reachabilityFence(view);
    }
    view = null;
    System.gc();
    assertTrue(ended.remove(SOMETHING_COMES_MILLIS) == end, "still there without a view");
  }
}
