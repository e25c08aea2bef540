package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.provider.linux.TestMappings;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.Patience;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider's queue on the simulator of FreeBSD's AIO, which says what the kernel holds; VmLck
 * says what is locked. A test for each transition of docs/freebsd-queue.md is in the classes that
 * extend this.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class QueueOnSimulator {
  static final int PAGE = TestMappings.PAGE;
  static final Duration PATIENCE = Patience.ofThisMachine();
  static final Duration SHORT = Duration.ofMillis(300);

  @TempDir static Path directory;
  static SimulatorFixture fixture;
  static Simulator simulator;

  long lockedBefore;
  PageOperations operations;

  @BeforeAll
  static void compileTheSimulator() throws Exception {
    fixture = new SimulatorFixture(directory, 128);
    simulator = fixture.simulator;
  }

  @BeforeEach
  void begin() throws Exception {
    simulator.sim_reset();
    lockedBefore = SimulatorFixture.lockedBytes();
    // Idle for a moment only: the next test begins without a thread of the last one.
    operations = FreeBsdOnLibrary.provider(fixture.library, PATIENCE, SHORT).open();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertEquals(0, simulator.sim_count(Simulator.SUBMITTED_TWICE), "control blocks used twice");
    assertEquals(0, simulator.sim_count(Simulator.OVERWRITTEN), "control blocks overwritten");
    assertEquals(0, simulator.sim_count(Simulator.UNRETURNED), "requests in the kernel");
    assertEquals(0, simulator.sim_count(Simulator.EVENTS), "events");
    if (operations.queue().isPresent()) {
      assertEquals(0, FreeBsdOnLibrary.blocksInUse(operations), "control blocks in use");
    }
    assertEquals(lockedBefore, SimulatorFixture.lockedBytes());
    simulator.sim_reset();
  }

  /** A provider that is open already. */
  record Open(PageOperations open) implements PageLockProvider {
    @Override
    public String name() {
      return "freebsd";
    }

    @Override
    public int priority() {
      return 1;
    }

    @Override
    public Availability availability() {
      return Availability.available();
    }
  }

  /** Lets go of what it holds before the locker is closed, which would wait for it. */
  static final class Hold implements AutoCloseable {
    Hold(int where) {
      simulator.sim_hold(where);
    }

    @Override
    public void close() {
      simulator.sim_hold(Simulator.RUN_FREELY);
    }
  }

  PageLocker locker(int capacity) {
    return locker(operations, capacity);
  }

  static PageLocker locker(PageOperations operations, int capacity) {
    return PageLocker.builder()
        .provider(new Open(operations))
        .capacity(capacity)
        .workers(2)
        .build();
  }

  static ByteBuffer memory(int pages) {
    ByteBuffer memory = ByteBuffer.allocateDirect((pages + 1) * PAGE).alignedSlice(PAGE);
    return memory.limit(pages * PAGE).slice();
  }

  static MemoryRange page(ByteBuffer memory, int index) {
    return MemoryRange.of(memory.slice(index * PAGE, PAGE));
  }

  static List<PendingLock<LockedRange>> submit(
      PageLocker locker, ByteBuffer memory, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> locker.lockAsync(page(memory, i))).toList();
  }

  static void assertEnds(State state, PendingLock<LockedRange> pending)
      throws InterruptedException {
    assertTrue(pending.await(PATIENCE), () -> pending + " does not end");
    assertEquals(state, pending.state(), () -> pending.failure().toString());
  }

  static void assertSays(String part, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(part), message);
  }

  static void assertEnd(State state, List<PendingLock<LockedRange>> all)
      throws InterruptedException {
    for (PendingLock<LockedRange> pending : all) {
      assertEnds(state, pending);
    }
  }

  static void closeAll(List<PendingLock<LockedRange>> locked) {
    locked.forEach(pending -> pending.result().close());
  }

  static void awaitCount(int what, int count) throws InterruptedException {
    SimulatorFixture.await(() -> simulator.sim_count(what) == count);
  }

  static boolean reaperRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("pagelock-freebsd-reaper"));
  }
}
