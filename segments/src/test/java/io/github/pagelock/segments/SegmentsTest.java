package io.github.pagelock.segments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What Linux has locked of segments, told by VmLck. */
@Timeout(120)
class SegmentsTest {
  private static final long HUGE = 4L << 30;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final PageLocker locker = PageLocker.system();
  private long before;

  @BeforeEach
  void lookAtTheKernel() throws IOException {
    before = VmLck.bytes();
  }

  private void assertLocked(long bytes) throws IOException {
    assertEquals(bytes, VmLck.bytes() - before, "bytes more than before");
  }

  private static @Nullable Throwable onAnotherThread(Executable action) throws InterruptedException {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                action.execute();
              } catch (Throwable failure) {
                thrown.set(failure);
              }
            });
    thread.start();
    thread.join();
    return thrown.get();
  }

  @Test
  void aNativeSegmentIsLockedToItsPages() throws IOException {
    int page = locker.pageSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(3L * page, page);
      try (LockedRange handle = locker.lock(Segments.range(segment.asSlice(page, 1)))) {
        assertLocked(page);
        assertEquals(KernelState.LOCKED, handle.verify());
      }
      assertLocked(0);
    }
  }

  @Test
  void aReadOnlyMappedFileIsLocked() throws IOException {
    int page = locker.pageSize();
    Path file = Files.write(directory.resolve("file"), new byte[4 * page]);
    try (Arena arena = Arena.ofShared();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment segment =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asReadOnly();
      try (LockedRange handle = locker.lock(Segments.range(segment))) {
        assertLocked(4L * page);
        assertEquals(4, locker.residency(Segments.range(segment)).residentPages().orElseThrow());
        assertTrue(handle.isLocked());
      }
    }
  }

  @Test
  void aHeapSegmentAndOneOfNoBytesAreRefused() {
    MemorySegment heap = MemorySegment.ofArray(new byte[5000]);
    String why =
        assertThrows(IllegalArgumentException.class, () -> Segments.range(heap)).toString();
    assertTrue(why.contains("heap"), why);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocate(8).asSlice(0, 0);
      assertThrows(IllegalArgumentException.class, () -> Segments.range(none));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void nullIsRefused() {
    assertThrows(NullPointerException.class, () -> Segments.range(null));
  }

  @Test
  void ofAClosedArenaNothingIsTouched() throws IOException {
    MemoryRange range;
    MemorySegment segment;
    try (Arena arena = Arena.ofShared()) {
      segment = arena.allocate(8192);
      range = Segments.range(segment);
    }
    for (Executable use :
        List.<Executable>of(
            () -> Segments.range(segment),
            () -> locker.lock(range),
            () -> locker.lockAsync(range),
            () -> locker.residency(range))) {
      String why = assertThrows(IllegalStateException.class, use).toString();
      assertTrue(why.contains("losed"), why);
    }
    assertLocked(0);
  }

  @Test
  void aConfinedOneIsForItsThreadAlone() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(8192, locker.pageSize());
      MemoryRange range = Segments.range(segment);
      for (Executable use :
          List.<Executable>of(
              () -> Segments.range(segment),
              () -> locker.lock(range),
              () -> locker.lockAsync(range),
              () -> locker.residency(range))) {
        assertInstanceOf(WrongThreadException.class, onAnotherThread(use));
      }
      assertLocked(0);
      PendingLock<LockedRange> pending = locker.lockAsync(range);
      assertTrue(pending.await(PATIENCE));
      try (LockedRange handle = pending.result()) {
        assertLocked(8192);
        assertEquals(KernelState.LOCKED, handle.verify());
      }
    }
  }

  private void needsRoomForHuge() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        long available = 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        assumeTrue(available > HUGE + HUGE / 2, "6 GiB of memory left");
      }
    }
    assumeTrue(!locker.limits().binds(), "a process that no limit binds");
  }

  /** Touches nothing: malloc would have the JDK zero it. */
  private static MemorySegment huge(Arena arena, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      return channel.map(FileChannel.MapMode.PRIVATE, 0, HUGE, arena);
    }
  }

  @Test
  void fourGigabytesInOneSegmentAreCancelledHalfWay() throws Exception {
    needsRoomForHuge();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment segment = huge(arena, directory.resolve("huge"));
      PendingLock<LockedRange> pending = locker.lockAsync(Segments.range(segment));
      while (pending.bytesLocked() < HUGE / 2 && pending.state() == PendingLock.State.PENDING) {
        Thread.onSpinWait();
      }
      assertEquals(PendingLock.Cancellation.CANCELLED, pending.cancel());
      assertTrue(pending.await(PATIENCE));
      assertEquals(PendingLock.State.CANCELLED, pending.state());
      assertLocked(0);
    }
  }

  /** The JDK cannot be asked to keep it open. */
  @Test
  void anArenaThatIsClosedMeanwhileFailsTheLock() throws Exception {
    needsRoomForHuge();
    Arena arena = Arena.ofShared();
    MemorySegment segment = huge(arena, directory.resolve("huge"));
    PendingLock<LockedRange> pending = locker.lockAsync(Segments.range(segment));
    while (pending.bytesLocked() < HUGE / 8 && pending.state() == PendingLock.State.PENDING) {
      Thread.onSpinWait();
    }
    arena.close();
    assertTrue(pending.await(PATIENCE));
    assertEquals(PendingLock.State.FAILED, pending.state());
    assertEquals(Reason.NOT_MAPPED, pending.failure().orElseThrow().reason());
    assertLocked(0);
    assertThrows(
        IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0), "it is closed");
  }
}
