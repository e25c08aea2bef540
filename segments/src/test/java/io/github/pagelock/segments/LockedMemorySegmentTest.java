package io.github.pagelock.segments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Locked memory as a segment. */
class LockedMemorySegmentTest {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  @Test
  void itIsTheMemoryWhileTheFunctionRuns() {
    try (LockedMemory memory = PageLocker.system().allocate(100)) {
      long size =
          Segments.apply(
              memory,
              segment -> {
                segment.set(BYTE, 99, (byte) 7);
                return segment.byteSize();
              });
      assertEquals(100, size);
      assertEquals(7, memory.get(99));
    }
  }

  @Test
  void oneThatIsKeptThrows() {
    LockedMemory memory = PageLocker.system().allocate(100);
    MemorySegment kept = Segments.<MemorySegment>apply(memory, segment -> segment.asSlice(10));
    assertThrows(IllegalStateException.class, () -> kept.get(BYTE, 0));
    memory.close();
    assertThrows(IllegalStateException.class, () -> kept.get(BYTE, 0));
    assertThrows(IllegalStateException.class, () -> Segments.apply(memory, segment -> 0));
  }

  @Test
  void sealedMemoryIsAccessibleMeanwhile() {
    Allocation sealable = Allocation.of(8).with(Capability.SEAL);
    try (LockedMemory memory = PageLocker.system().allocate(sealable)) {
      memory.put(0, (byte) 5);
      memory.seal();
      byte seen = Segments.apply(memory, segment -> segment.get(BYTE, 0));
      assertEquals(5, seen);
    }
  }

  @Test
  void whatTheFunctionThrowsIsThrown() {
    try (LockedMemory memory = PageLocker.system().allocate(8)) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> Segments.apply(memory, segment -> segment.get(BYTE, 8)));
      assertEquals(0, memory.get(7));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // that is what this is about
  void nullIsRefusedByName() {
    try (LockedMemory memory = PageLocker.system().allocate(8)) {
      NullPointerException noUser =
          assertThrows(NullPointerException.class, () -> Segments.apply(memory, null));
      assertEquals("user", noUser.getMessage());
    }
    NullPointerException noMemory =
        assertThrows(NullPointerException.class, () -> Segments.apply(null, segment -> 0));
    assertEquals("memory", noMemory.getMessage());
  }
}
