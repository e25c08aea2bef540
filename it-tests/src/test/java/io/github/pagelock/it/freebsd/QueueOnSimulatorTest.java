package io.github.pagelock.it.freebsd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Pending.Cancellation;
import io.github.pagelock.Pending.State;
import io.github.pagelock.PendingLock;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider's queue, transition by transition (docs/freebsd-queue.md), on the simulator of
 * FreeBSD's AIO, which says what the kernel holds; VmLck says what is locked.
 */
@SuppressWarnings("try") // a Hold is not looked at
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueOnSimulatorTest {
  private static final int PAGE = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int EPERM = 1;

  @TempDir private static Path directory;
  private static SimulatorFixture fixture;
  private static Simulator simulator;

  private long lockedBefore;
  private PageOperations operations;

  @BeforeAll
  static void compileTheSimulator() throws Exception {
    fixture = new SimulatorFixture(directory, 128);
    simulator = fixture.simulator;
  }

  @BeforeEach
  void begin() throws Exception {
    simulator.sim_reset();
    lockedBefore = SimulatorFixture.lockedBytes();
    operations = FreeBsdOnLibrary.provider(fixture.library).open();
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
  private record Open(PageOperations open) implements PageLockProvider {
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
  private static final class Hold implements AutoCloseable {
    Hold(int where) {
      simulator.sim_hold(where);
    }

    @Override
    public void close() {
      simulator.sim_hold(Simulator.RUN_FREELY);
    }
  }

  private PageLocker locker(int capacity) {
    return PageLocker.builder()
        .provider(new Open(operations))
        .capacity(capacity)
        .workers(2)
        .build();
  }

  private static ByteBuffer memory(int pages) {
    ByteBuffer memory = ByteBuffer.allocateDirect((pages + 1) * PAGE).alignedSlice(PAGE);
    return memory.limit(pages * PAGE).slice();
  }

  private static MemoryRange page(ByteBuffer memory, int index) {
    return MemoryRange.of(memory.slice(index * PAGE, PAGE));
  }

  private static List<PendingLock> submit(PageLocker locker, ByteBuffer memory, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> locker.lockAsync(page(memory, i))).toList();
  }

  private static void assertEnds(State state, PendingLock pending) throws InterruptedException {
    assertTrue(pending.await(PATIENCE), () -> pending + " does not end");
    assertEquals(state, pending.state(), () -> pending.failure().toString());
  }

  private static void assertSays(String part, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(part), message);
  }

  private static void assertEnd(State state, List<PendingLock> all) throws InterruptedException {
    for (PendingLock pending : all) {
      assertEnds(state, pending);
    }
  }

  private static void closeAll(List<PendingLock> locked) {
    locked.forEach(pending -> pending.locked().close());
  }

  private static void awaitCount(int what, int count) throws InterruptedException {
    SimulatorFixture.await(() -> simulator.sim_count(what) == count);
  }

  // --- Q1 to Q5: in and out ---------------------------------------------------------------------

  @Test
  void requestsGoThroughTheKernelsQueue() throws Exception {
    ByteBuffer memory = memory(3);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      assertTrue(locker.capabilities().contains(Capability.NATIVE_ASYNC));
      List<PendingLock> pending = submit(locker, memory, 0, 3);
      awaitCount(Simulator.QUEUED, 3);
      assertEquals(3, FreeBsdOnLibrary.blocksInUse(operations));

      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnd(State.LOCKED, pending);
      assertEquals(lockedBefore + 3 * PAGE, SimulatorFixture.lockedBytes());
      closeAll(pending);
    }
  }

  @Test
  void halfOfTheKernelsQueueIsLeftToOthers() throws Exception {
    ByteBuffer memory = memory(200);
    try (PageLocker locker = locker(256);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      List<PendingLock> pending = submit(locker, memory, 0, 200);
      awaitCount(Simulator.UNRETURNED, 128);

      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnd(State.LOCKED, pending);
      assertEquals(128, simulator.sim_count(Simulator.MOST_UNRETURNED));
      closeAll(pending);
    }
  }

  @Test
  void beyondTheCapacityTheQueueIsFullAndNothingIsStuck() throws Exception {
    ByteBuffer memory = memory(300);
    try (PageLocker locker = locker(256);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      List<PendingLock> accepted = new ArrayList<>();
      int refused = 0;
      for (int i = 0; i < 300; i++) {
        MemoryRange range = page(memory, i);
        try {
          accepted.add(locker.lockAsync(range));
        } catch (PageLockException full) {
          assertEquals(Reason.QUEUE_FULL, full.reason());
          refused++;
        }
      }
      assertEquals(256, accepted.size());
      assertEquals(44, refused);

      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnd(State.LOCKED, accepted);
      closeAll(accepted);
    }
  }

  /** EAGAIN with requests of ours in the kernel. */
  @Test
  void requestsWaitWhereTheKernelTakesFewerThanItSaid() throws Exception {
    ByteBuffer memory = memory(60);
    simulator.sim_sysctl("vfs.aio.max_aio_queue_per_proc", 4);
    try (PageLocker locker = locker(256)) {
      List<PendingLock> pending = submit(locker, memory, 0, 60);
      assertEnd(State.LOCKED, pending);
      assertEquals(4, simulator.sim_count(Simulator.MOST_UNRETURNED));
      closeAll(pending);
    }
  }

  @Test
  void errorsAtTheEndAreReasons() throws Exception {
    ByteBuffer memory = memory(1);
    simulator.sim_fail_runs(EPERM, 0, 1);
    try (PageLocker locker = locker(8)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      assertEnds(State.FAILED, pending);
      PageLockException failure = pending.failure().orElseThrow();
      assertEquals(Reason.NOT_PERMITTED, failure.reason());
      assertEquals(EPERM, failure.errno());
      assertSays("aio_mlock", failure);
    }
  }

  @Test
  void errorsAtSubmitAreReasons() throws Exception {
    ByteBuffer memory = memory(1);
    simulator.sim_fail_submits(EPERM, 0, 1);
    try (PageLocker locker = locker(8)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      assertEnds(State.FAILED, pending);
      assertEquals(Reason.NOT_PERMITTED, pending.failure().orElseThrow().reason());
    }
  }

  /** The engine's own check passes: the limit is lowered while the request waits. */
  @Test
  void limitThatBindsWhenItRunsIsTheReason() throws Exception {
    ByteBuffer memory = memory(2);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock pending = locker.lockAsync(MemoryRange.of(memory));
      awaitCount(Simulator.QUEUED, 1);
      simulator.sim_memlock(PAGE, PAGE);
      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnds(State.FAILED, pending);
      PageLockException failure = pending.failure().orElseThrow();
      assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
      assertEquals(SimulatorFixture.ENOMEM, failure.errno());
    }
  }

  // --- Q6 to Q10: cancel ------------------------------------------------------------------------

  @Test
  void queuedRequestIsCancelled() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.QUEUED, 1);
      assertEquals(Cancellation.CANCELLED, pending.cancel());
      // Nothing is released: the kernel lets go of it at once.
      assertEnds(State.CANCELLED, pending);
      assertEquals(0, simulator.sim_count(Simulator.UNRETURNED));
    }
  }

  @Test
  void runningRequestIsNotCancelled() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_RUNNING)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.RUNNING, 1);
      Thread.sleep(SHORT.toMillis()); // until its submission has returned, too
      assertEquals(Cancellation.NOT_CANCELLED, pending.cancel());
      assertEquals(State.PENDING, pending.state());
      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnds(State.LOCKED, pending);
      assertEquals(Cancellation.ALREADY_DONE, pending.cancel());
      pending.locked().close();
    }
  }

  @Test
  void requestInTheLineIsCancelledWithoutTheKernel() throws Exception {
    ByteBuffer memory = memory(130);
    try (PageLocker locker = locker(256);
        Hold hold = new Hold(Simulator.HOLD_RUNNING)) {
      List<PendingLock> pending = submit(locker, memory, 0, 128);
      awaitCount(Simulator.UNRETURNED, 128);
      PendingLock waits = locker.lockAsync(page(memory, 129));
      Thread.sleep(SHORT.toMillis()); // until it is in the line
      assertEquals(Cancellation.CANCELLED, waits.cancel());
      assertEnds(State.CANCELLED, waits);
      assertEquals(128, simulator.sim_count(Simulator.UNRETURNED));

      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnd(State.LOCKED, pending);
      closeAll(pending);
    }
  }

  @Test
  void bigLockCancelledHalfWayLeavesNothingLocked() throws Exception {
    ByteBuffer memory = memory(1 << 18); // 1 GiB
    simulator.sim_slow(300);
    try (PageLocker locker = locker(8)) {
      PendingLock pending = locker.lockAsync(MemoryRange.of(memory));
      SimulatorFixture.await(() -> pending.bytesLocked() >= pending.byteCount() / 2);
      assertEquals(Cancellation.CANCELLED, pending.cancel());
      assertEnds(State.CANCELLED, pending);
      assertEquals(lockedBefore, SimulatorFixture.lockedBytes());
      assertEquals(0, simulator.sim_count(Simulator.UNRETURNED));
    }
  }

  @Test
  void descriptorThatCancelDoesNotFindIsSaid() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.QUEUED, 1);
      simulator.close(FreeBsdOnLibrary.kqueue(operations));
      IllegalStateException said = assertThrows(IllegalStateException.class, pending::cancel);
      assertSays("closed by somebody else", said);

      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnds(State.LOCKED, pending);
      pending.locked().close();
    }
  }

  @Test
  void descriptorThatIsAnotherFileByNowIsNotClosed() throws Exception {
    operations = FreeBsdOnLibrary.provider(fixture.library, PATIENCE, SHORT).open();
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.QUEUED, 1);
      int number = FreeBsdOnLibrary.kqueue(operations);
      simulator.close(number);
      Path file = Files.createTempFile(directory, "", "").toRealPath();
      try (InputStream other = Files.newInputStream(file)) {
        Path link = Path.of("/proc/self/fd/" + number);
        assumeTrue(
            Files.exists(link) && file.equals(Files.readSymbolicLink(link)),
            "the file got another number");
        simulator.sim_hold(Simulator.RUN_FREELY);
        assertEnds(State.LOCKED, pending);
        pending.locked().close();
        SimulatorFixture.await(() -> !reaperRuns());
        assertEquals(-1, other.read());
        assertEquals(file, Files.readSymbolicLink(link));
      }
    }
  }

  // --- Q11 to Q13: others in the process --------------------------------------------------------

  @Test
  void queueThatOthersHoldForLongIsTryAgain() throws Exception {
    operations = FreeBsdOnLibrary.provider(fixture.library, SHORT, SHORT).open();
    ByteBuffer memory = memory(2);
    simulator.sim_elsewhere(1024, 0);
    try (PageLocker locker = locker(8)) {
      List<PendingLock> pending = submit(locker, memory, 0, 2);
      assertEnd(State.FAILED, pending);
      PageLockException failure = pending.get(0).failure().orElseThrow();
      assertEquals(Reason.TRY_AGAIN, failure.reason());
      assertEquals(SimulatorFixture.EAGAIN, failure.errno());
      assertSays("vfs.aio.max_aio_queue", failure);

      simulator.sim_elsewhere(0, 0);
      PendingLock next = locker.lockAsync(page(memory, 0));
      assertEnds(State.LOCKED, next);
      next.locked().close();
    }
  }

  @Test
  void queueThatOthersHoldForAMomentIsWaitedFor() throws Exception {
    ByteBuffer memory = memory(1);
    simulator.sim_elsewhere(1024, 0);
    try (PageLocker locker = locker(8)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      assertFalse(pending.await(SHORT));
      simulator.sim_elsewhere(0, 0);
      assertEnds(State.LOCKED, pending);
      pending.locked().close();
    }
  }

  @Test
  void endsThatNoEventTellsAreFound() throws Exception {
    ByteBuffer memory = memory(2);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_RUNNING)) {
      PendingLock first = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.RUNNING, 1);
      simulator.close(FreeBsdOnLibrary.kqueue(operations));
      PendingLock second = locker.lockAsync(page(memory, 1));
      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnds(State.LOCKED, first);
      assertEnds(State.LOCKED, second);
      closeAll(List.of(first, second));
    }
  }

  @Test
  void resultThatSomebodyElseTakesFailsTheLockAndUnlocksIt() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_RUNNING)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.RUNNING, 1);
      // The provider's thread may be the first to take it: then there is nothing to see.
      AtomicBoolean taken = new AtomicBoolean();
      Thread thief =
          new Thread(
              () -> {
                Memory block = new Memory(Long.BYTES);
                taken.set(
                    SimulatorFixture.errnoOf(
                            () -> simulator.aio_waitcomplete(block, SimulatorFixture.time(2_000)))
                        == 0);
              });
      thief.start();
      Thread.sleep(SHORT.toMillis());
      simulator.sim_hold(Simulator.RUN_FREELY);
      thief.join();
      assertEnds(taken.get() ? State.FAILED : State.LOCKED, pending);
      if (taken.get()) {
        PageLockException failure = pending.failure().orElseThrow();
        assertEquals(Reason.OTHER, failure.reason());
        assertSays("aio_waitcomplete", failure);
      } else {
        pending.locked().close();
      }
    }
  }

  // --- the thread, and closing ------------------------------------------------------------------

  private static boolean reaperRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("pagelock-freebsd-reaper"));
  }

  @Test
  void threadAndKqueueComeWithTheFirstRequestAndGoWhenIdle() throws Exception {
    SimulatorFixture.await(() -> !reaperRuns());
    operations = FreeBsdOnLibrary.provider(fixture.library, PATIENCE, SHORT).open();
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8)) {
      locker.lock(page(memory, 0)).close();
      assertFalse(reaperRuns());
      assertEquals(0, simulator.sim_count(Simulator.KQUEUES));
      for (int round = 0; round < 3; round++) {
        PendingLock pending = locker.lockAsync(page(memory, 0));
        assertEnds(State.LOCKED, pending);
        pending.locked().close();
        SimulatorFixture.await(() -> !reaperRuns());
        assertEquals(0, simulator.sim_count(Simulator.KQUEUES));
        assertEquals(-1, FreeBsdOnLibrary.kqueue(operations));
      }
    }
  }

  @Test
  void closingReturnsOnceTheKernelHoldsNoneOfIts() throws Exception {
    ByteBuffer memory = memory(256);
    PageLocker locker = locker(256);
    simulator.sim_hold(Simulator.HOLD_RUNNING);
    List<PendingLock> pending = submit(locker, memory, 0, 256);
    awaitCount(Simulator.RUNNING, 32);
    awaitCount(Simulator.UNRETURNED, 128);
    Thread closing = new Thread(locker::close);
    closing.start();
    awaitCount(Simulator.UNRETURNED, 32); // what is queued can be cancelled
    closing.join(SHORT.toMillis());
    assertTrue(closing.isAlive(), "it does not wait for what runs");

    simulator.sim_hold(Simulator.RUN_FREELY);
    closing.join(PATIENCE.toMillis());
    assertFalse(closing.isAlive());
    assertEquals(0, simulator.sim_count(Simulator.UNRETURNED));
    assertEquals(0, FreeBsdOnLibrary.blocksInUse(operations));
    int locked = 0;
    for (PendingLock each : pending) {
      assertTrue(each.state() == State.CANCELLED || each.state() == State.LOCKED);
      if (each.state() == State.LOCKED) {
        locked++;
        each.locked().close();
      }
    }
    assertEquals(32, locked);
  }

  // --- where it cannot be used ------------------------------------------------------------------

  private void assertGoesByThreads() throws Exception {
    operations = FreeBsdOnLibrary.provider(fixture.library).open();
    assertFalse(operations.capabilities().contains(Capability.NATIVE_ASYNC));
    simulator.sim_elsewhere(1024, 0); // an aio_mlock would not be taken
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8)) {
      PendingLock pending = locker.lockAsync(page(memory, 0));
      assertEnds(State.LOCKED, pending);
      assertEquals(lockedBefore + PAGE, SimulatorFixture.lockedBytes());
      pending.locked().close();
    }
  }

  @Test
  void withoutAioInTheKernelLocksGoByThreads() throws Exception {
    simulator.sim_sysctl("vfs.aio.max_aio_queue_per_proc", 0);
    assertGoesByThreads();
  }

  @Test
  void withAQueueThatIsFullAtTheStartLocksGoByThreads() throws Exception {
    simulator.sim_elsewhere(1024, 0);
    assertGoesByThreads();
  }

  @Test
  void withoutTheCallLocksGoByThreads() throws Exception {
    int enosys = 78;
    simulator.sim_fail_submits(enosys, 0, -1);
    assertGoesByThreads();
  }

  @Test
  void probeIsTakenOutWhereTheQueueStandsStill() throws Exception {
    simulator.sim_hold(Simulator.HOLD_QUEUED);
    assertGoesByThreads();
  }

  @Test
  void sizeOfRequestsIsSetByAProperty() {
    String property = "io.github.pagelock.freebsd.requestBytes";
    PageLockProvider provider = FreeBsdOnLibrary.provider(fixture.library);
    try {
      System.setProperty(property, "70000");
      long bytes = provider.open().queue().orElseThrow().requestBytes();
      assertEquals(17 * PAGE, bytes);
      for (String bad : List.of("4095", "33554433", "16m", "", "-1")) {
        System.setProperty(property, bad);
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, provider::open);
        assertSays(property + "=" + bad, refused);
      }
    } finally {
      System.clearProperty(property);
    }
  }

  // --- beside others, and all at once -----------------------------------------------------------

  @Test
  void tenThousandLocksBesideAnotherUserOfAio() throws Exception {
    int locks = 10_000;
    ByteBuffer memory = memory(locks);
    Semaphore room = new Semaphore(256);
    ConcurrentLinkedQueue<LockedRange> locked = new ConcurrentLinkedQueue<>();
    List<PendingLock> pending = new ArrayList<>();
    try (PageLocker locker = locker(256)) {
      try (OtherUserOfAio other = new OtherUserOfAio(fixture, 100)) {
        for (int i = 0; i < locks; i++) {
          assertTrue(room.tryAcquire(PATIENCE.toSeconds(), SECONDS), "stuck");
          pending.add(
              locker.lockAsync(
                  page(memory, i),
                  LockMode.PLAIN,
                  ended -> {
                    locked.add(ended.locked());
                    room.release();
                  }));
        }
        assertTrue(room.tryAcquire(256, PATIENCE.toSeconds(), SECONDS), "stuck");
        assertEnd(State.LOCKED, pending);
        assertTrue(other.completions() > 0);
      }
      assertEquals(locks, locked.size());
      assertEquals(lockedBefore + (long) locks * PAGE, SimulatorFixture.lockedBytes());
      locked.forEach(LockedRange::close);
    }
  }

  /** Overlapping ranges, locked, cancelled and closed by three threads at once. */
  @Test
  void whatThreadsDoAtOnceLeavesNothing() throws Exception {
    ByteBuffer memory = memory(64);
    simulator.sim_slow(200);
    try (PageLocker locker = locker(64)) {
      ConcurrentLinkedQueue<Throwable> problems = new ConcurrentLinkedQueue<>();
      List<Thread> threads =
          Stream.of(1L, 2L, 3L)
              .map(seed -> new Thread(() -> lockAtRandom(locker, memory, seed, problems)))
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join(PATIENCE.toMillis());
        assertFalse(thread.isAlive(), "stuck");
      }
      assertEquals(List.of(), List.copyOf(problems));
    }
  }

  private static void lockAtRandom(
      PageLocker locker, ByteBuffer memory, long seed, ConcurrentLinkedQueue<Throwable> problems) {
    Random random = new Random(seed);
    try {
      for (int round = 0; round < 400; round++) {
        int from = random.nextInt(60);
        int pages = 1 + random.nextInt(4);
        MemoryRange range = MemoryRange.of(memory.slice(from * PAGE, pages * PAGE));
        PendingLock pending = locker.lockAsync(range);
        boolean cancelled = random.nextInt(3) == 0 && pending.cancel() == Cancellation.CANCELLED;
        try (LockedRange nested = locker.lock(range)) {
          assertEquals(KernelState.LOCKED, nested.verify(), "beside a pending lock");
        }
        assertEnds(cancelled ? State.CANCELLED : State.LOCKED, pending);
        if (!cancelled) {
          assertEquals(KernelState.LOCKED, pending.locked().verify());
          pending.locked().close();
        }
      }
    } catch (Throwable problem) {
      problems.add(problem);
    }
  }
}
