package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.spi.RangeAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryRangeTest {
  @Test
  void aBufferIsCoveredFromPositionToLimit() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100).position(10).limit(70);
    MemoryRange range = MemoryRange.of(buffer);
    assertEquals(60, range.byteCount());
    // A provider gives the address of the byte at the position that the buffer has then.
    assertEquals(5010, RangeAddress.of(range, b -> 5000 + b.position()));
    assertEquals(OptionalLong.empty(), range.address());
    assertSame(buffer, range.owner().orElseThrow());
  }

  @Test
  void movingThePositionLaterDoesNotMoveTheRange() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100).position(10).limit(70);
    MemoryRange range = MemoryRange.of(buffer);
    buffer.clear().position(33);
    assertEquals(5010, RangeAddress.of(range, b -> 5000 + b.position()));
    ByteBuffer view = range.view().orElseThrow();
    assertEquals(10, view.position());
    assertEquals(70, view.limit());
    assertTrue(view.isReadOnly());
  }

  /** As another thread would, between two looks at the buffer. */
  @Test
  void aPositionThatMovesWhileTheAddressIsAskedForDoesNotMoveTheRange() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100).position(10).limit(70);
    MemoryRange range = MemoryRange.of(buffer);
    long address =
        RangeAddress.of(
            range,
            asked -> {
              long found = 5000L + asked.position();
              buffer.position(33);
              return found;
            });
    assertEquals(5010, address);
  }

  @Test
  void theMemoryStaysReachableByTheUsersOwnBufferOnly() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    MemoryRange range = MemoryRange.of(buffer);
    RangeAddress.of(
        range,
        asked -> {
          assertNotSame(buffer, asked);
          asked.position(3);
          return 0;
        });
    assertEquals(0, buffer.position());
    assertSame(buffer, range.owner().orElseThrow());
  }

  @Test
  void whatLiesOnTheHeapIsRefusedAsAnAddressToo() {
    assertOnHeap(0, new byte[100]);
    assertOnHeap(16, new long[100]);
    assertOnHeap(0, ByteBuffer.allocate(100));
    // An owner that only keeps things reachable.
    MemoryRange.ofAddress(0x7f00_0000_0000L, 1, new byte[100]);
    MemoryRange.ofAddress(8192, 1, new Object[] {"one", "another"});
    MemoryRange.ofAddress(8192, 1, ByteBuffer.allocateDirect(10_000));
  }

  @Test
  void heapSegmentsAreRefusedAndNativeOnesAreNot() throws Exception {
    Class<?> segments = MemorySegments.type();
    assertOnHeap(0, segments.getMethod("ofArray", long[].class).invoke(null, new long[10]));
    Object ofMemory = MemorySegments.ofBuffer(ByteBuffer.allocateDirect(10_000));
    MemoryRange.ofAddress(MemorySegments.address(ofMemory), 10_000, ofMemory);
  }

  private static void assertOnHeap(long address, Object owner) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> MemoryRange.ofAddress(address, 10, owner));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("the memory is on the heap"),
        refused.getMessage());
  }

  @Test
  void readOnlyBuffersAndViewsCanBeLocked() {
    ByteBuffer slice = ByteBuffer.allocateDirect(100).asReadOnlyBuffer().slice(20, 30);
    assertEquals(30, MemoryRange.of(slice).byteCount());
  }

  @Test
  void aHeapBufferIsRefusedAndTheMessageSaysWhy() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> MemoryRange.of(ByteBuffer.allocate(10)));
    assertTrue(String.valueOf(refused.getMessage()).contains("garbage collector moves it"));
  }

  @Test
  void anEmptyBufferIsRefused() {
    ByteBuffer empty = ByteBuffer.allocateDirect(10).position(10);
    assertThrows(IllegalArgumentException.class, () -> MemoryRange.of(empty));
  }

  @ParameterizedTest
  @CsvSource({"8192, 0", "8192, -1", "8192, -9223372036854775808", "-1, 2", "-8192, 8193"})
  void emptyNegativeAndOverflowingRangesAreRefused(long address, long byteCount) {
    assertThrows(
        IllegalArgumentException.class, () -> MemoryRange.ofAddress(address, byteCount, null));
  }

  @Test
  void anAddressRangeHasNoViewAndNeedsNoOwner() {
    MemoryRange range = MemoryRange.ofAddress(8192, 10, null);
    assertEquals(Optional.empty(), range.view());
    assertEquals(Optional.empty(), range.owner());
    assertEquals(8192, range.address().orElseThrow());
    assertEquals(
        8192,
        RangeAddress.of(
            range,
            buffer -> {
              throw new AssertionError("asked for a buffer's address");
            }));
  }
}
