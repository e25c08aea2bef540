package io.github.pagelock.segments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.LinuxProvider;
import io.github.pagelock.tck.Fault;
import io.github.pagelock.tck.KernelCall;
import io.github.pagelock.tck.RecordingProvider;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Linux has locked of arenas, told by VmLck, and what an unlock finds in memory. */
@Timeout(60)
@SuppressWarnings("restricted") // looks at memory that is not given back
class LockedArenaTest {
  enum Kind {
    CONFINED,
    SHARED,
    AUTO;

    LockedArena of(PageLocker locker) {
      return switch (this) {
        case CONFINED -> LockedArena.ofConfined(locker);
        case SHARED -> LockedArena.ofShared(locker);
        case AUTO -> LockedArena.ofAuto(locker);
      };
    }
  }

  private final RecordingProvider recorder = new RecordingProvider(new Peeking());
  private final PageLocker locker = PageLocker.builder().provider(recorder).build();
  private final int page = locker.pageSize();
  private long before;

  @BeforeEach
  void lookAtTheKernel() throws IOException {
    Peeking.FOUND.clear();
    before = VmLck.bytes();
  }

  @AfterEach
  void close() {
    locker.close();
  }

  private long locked() throws IOException {
    return VmLck.bytes() - before;
  }

  @ParameterizedTest
  @EnumSource
  void segmentsAreLockedAndZeroBeforeAnybodyHasThem(Kind kind) throws Exception {
    LockedArena arena = kind.of(locker);
    MemorySegment small = arena.allocate(100);
    assertEquals(page, locked());
    MemorySegment large = arena.allocate(10L * page + 1);
    assertEquals(12L * page, locked());
    assertTrue(large.address() % page == 0, "whole pages of its own");
    assertEquals(-1, MemorySegment.ofArray(new byte[100]).mismatch(small));
    small.fill((byte) 7);
    large.fill((byte) 7);
    if (kind != Kind.AUTO) {
      arena.close();
      assertEquals(0, locked());
      assertEquals(List.of(0L, 0L), Peeking.FOUND, "bytes that are not 0 when it is unlocked");
      assertThrows(IllegalStateException.class, () -> small.get(ValueLayout.JAVA_BYTE, 0));
      assertThrows(IllegalStateException.class, () -> arena.allocate(1));
    }
  }

  @Test
  void anAutomaticOneEndsWhenNobodyReachesIt() throws Exception {
    MemorySegment kept = LockedArena.ofAuto(locker).allocate(100);
    kept.fill((byte) 7);
    System.gc();
    assertEquals(page, locked(), "a segment keeps its arena");
    kept = null;
    while (locked() != 0) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(List.of(0L), Peeking.FOUND);
    assertThrows(
        UnsupportedOperationException.class, () -> LockedArena.ofAuto(locker).close());
  }

  @Test
  void smallSegmentsShareItsPages() throws Exception {
    try (LockedArena arena = LockedArena.ofConfined(locker)) {
      List<MemorySegment> all = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        MemorySegment each = arena.allocate(32, 16);
        assertEquals(0, each.address() % 16);
        each.fill((byte) i);
        all.add(each);
      }
      for (int i = 0; i < 1000; i++) {
        assertEquals((byte) i, all.get(i).get(ValueLayout.JAVA_BYTE, 31), "nobody else's");
      }
      assertTrue(locked() <= 64 << 10, locked() + " bytes");
      long pages = locked();
      MemorySegment none = arena.allocate(0);
      assertEquals(0, none.byteSize());
      assertEquals(pages, locked());
    }
    assertEquals(0, locked());
  }

  @Test
  void itIsAllOrNothing() throws Exception {
    try (LockedArena arena = LockedArena.ofShared(locker)) {
      recorder.faults().failLocksAfter(40L << 20, Fault.ENOMEM);
      PageLockException failure =
          assertThrows(PageLockException.class, () -> arena.allocate(80L << 20));
      assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
      assertEquals(0, locked());
      arena.allocate(100);
      assertEquals(page, locked());
    }
    assertEquals(0, locked());
  }

  @Test
  void memoryThatIsNotLockedIsNotGivenOut() throws Exception {
    try (PageLocker degrading =
            PageLocker.builder().provider(recorder).policy(LockPolicy.BEST_EFFORT).build();
        LockedArena arena = LockedArena.ofConfined(degrading)) {
      recorder.faults().failLocksAfter(0, Fault.EPERM);
      PageLockException failure =
          assertThrows(PageLockException.class, () -> arena.allocate(100));
      assertEquals(Reason.NOT_PERMITTED, failure.reason());
    }
    assertEquals(0, locked());
  }

  @Test
  void badArgumentsAreRefused() {
    try (LockedArena arena = LockedArena.ofConfined(locker)) {
      assertThrows(IllegalArgumentException.class, () -> arena.allocate(-1));
      assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 3));
      assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 0));
      assertThrows(OutOfMemoryError.class, () -> arena.allocate(Long.MAX_VALUE));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void nullIsRefused() {
    assertThrows(NullPointerException.class, () -> LockedArena.ofConfined(null));
    assertThrows(NullPointerException.class, () -> LockedArena.ofShared(null));
    assertThrows(NullPointerException.class, () -> LockedArena.ofAuto(null));
  }

  @Test
  void aConfinedOneIsForItsThreadAlone() throws Exception {
    try (LockedArena arena = LockedArena.ofConfined(locker);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      arena.allocate(1);
      Future<?> allocated = other.submit(() -> arena.allocate(1));
      Throwable thrown = assertThrows(ExecutionException.class, allocated::get).getCause();
      assertInstanceOf(WrongThreadException.class, thrown);
    }
    assertEquals(0, locked());
  }

  @Test
  void manyThreadsAllocateAndOneCloses() throws Exception {
    LockedArena arena = LockedArena.ofShared(locker);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte mine = (byte) (i + 1);
        all.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 500; n++) {
                    MemorySegment each = arena.allocate(n % 2 == 0 ? 24 : 40_000, 8);
                    each.fill(mine);
                    assertEquals(mine, each.get(ValueLayout.JAVA_BYTE, each.byteSize() - 1));
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    arena.close();
    assertEquals(0, locked());
    assertTrue(Peeking.FOUND.stream().allMatch(bytes -> bytes == 0), Peeking.FOUND.toString());
  }

  /** Closed between the lock and the loan of its memory: nothing stays. */
  @Test
  void aCloseInTheMiddleOfAnAllocationLeavesNothing() throws Exception {
    for (int round = 0; round < 200; round++) {
      LockedArena arena = LockedArena.ofShared(locker);
      try (ExecutorService other = Executors.newSingleThreadExecutor()) {
        Future<?> allocating =
            other.submit(
                () -> {
                  try {
                    while (true) {
                      arena.allocate(100_000);
                    }
                  } catch (IllegalStateException closed) {
                    return;
                  }
                });
        Thread.onSpinWait();
        arena.close();
        allocating.get();
      }
    }
    assertEquals(0, locked());
  }

  @Test
  void whatCannotBeUnlockedIsNotGivenBack() throws Exception {
    LockedArena arena = LockedArena.ofConfined(locker);
    MemorySegment stuck = arena.allocate(100);
    long address = stuck.address();
    recorder.faults().throwAt(KernelCall::isUnlock, new IllegalStateException("not now"));
    RuntimeException failure = assertThrows(RuntimeException.class, arena::close);
    assertTrue(failure.toString().contains("UNLOCK_FAILED"), failure.toString());
    assertEquals(page, locked());
    assertEquals(0, MemorySegment.ofAddress(address).reinterpret(100).get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void aLockerThatIsClosedStillReleases() throws Exception {
    PageLocker own = PageLocker.builder().provider(new LinuxProvider()).build();
    LockedArena arena = LockedArena.ofConfined(own);
    arena.allocate(100);
    own.close();
    assertThrows(IllegalStateException.class, () -> arena.allocate(100_000));
    arena.close();
    assertEquals(0, locked());
  }
}
