package io.github.pagelock.it.freebsd;

import static io.github.pagelock.it.freebsd.SimulatorFixture.EAGAIN;
import static io.github.pagelock.it.freebsd.SimulatorFixture.ENOMEM;
import static io.github.pagelock.it.freebsd.SimulatorFixture.EOPNOTSUPP;
import static io.github.pagelock.it.freebsd.SimulatorFixture.EVENT_BYTES;
import static io.github.pagelock.it.freebsd.SimulatorFixture.SIGEV_SIGNAL;
import static io.github.pagelock.it.freebsd.SimulatorFixture.assertErrno;
import static io.github.pagelock.it.freebsd.SimulatorFixture.await;
import static io.github.pagelock.it.freebsd.SimulatorFixture.patience;
import static io.github.pagelock.it.freebsd.SimulatorFixture.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorKnobsTest {
  private static final int EINPROGRESS = 36;
  private static final int ENOENT = 2;
  private static final int EINVAL = 22;
  private static SimulatorFixture fixture;
  private static Simulator simulator;

  @BeforeAll
  static void load(@TempDir Path directory) throws Exception {
    fixture = new SimulatorFixture(directory, 8);
    simulator = fixture.simulator;
  }

  @AfterEach
  void clean() {
    fixture.clean();
  }

  private static List<Memory> submit(int requests) {
    List<Memory> blocks = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      blocks.add(fixture.submitted(fixture.page(i)));
    }
    return blocks;
  }

  @Test
  void aHeldQueueLetsTheFirstOnesPassOnDemand() throws Exception {
    simulator.sim_hold(Simulator.HOLD_QUEUED);
    List<Memory> blocks = submit(4);

    simulator.sim_release(2);
    await(() -> simulator.sim_count(Simulator.FINISHED) == 2);

    assertEquals(0, simulator.aio_error(blocks.get(0)));
    assertEquals(0, simulator.aio_error(blocks.get(1)));
    assertEquals(EINPROGRESS, simulator.aio_error(blocks.get(2)));
    assertEquals(2, simulator.sim_count(Simulator.QUEUED));
    assertEquals(4, simulator.sim_count(Simulator.UNRETURNED));
    simulator.sim_hold(Simulator.RUN_FREELY);
    await(() -> simulator.sim_count(Simulator.FINISHED) == 4);
  }

  @Test
  void runningRequestsCanBeHeldBeforeTheyLock() throws Exception {
    long before = SimulatorFixture.lockedBytes();
    simulator.sim_hold(Simulator.HOLD_RUNNING);
    List<Memory> blocks = submit(3);
    await(() -> simulator.sim_count(Simulator.RUNNING) == 3);
    assertEquals(before, SimulatorFixture.lockedBytes());

    simulator.sim_release(1);
    await(() -> simulator.sim_count(Simulator.FINISHED) == 1);
    assertEquals(2, simulator.sim_count(Simulator.RUNNING));
    simulator.sim_hold(Simulator.RUN_FREELY);
    blocks.forEach(fixture::finish);
    assertEquals(before + 3 * fixture.page, SimulatorFixture.lockedBytes());
  }

  @Test
  void anUnknownHoldIsRefused() {
    assertErrno(EINVAL, () -> simulator.sim_hold(3));
    assertErrno(EINVAL, () -> simulator.sim_count(99));
    assertErrno(ENOENT, () -> simulator.sim_sysctl("vfs.aio.no_such_name", 1));
  }

  @Test
  void slowRequestsTakeAtLeastSoLong() {
    Duration slowness = Duration.ofMillis(150);
    simulator.sim_slow(slowness.toNanos() / 1000);
    long start = System.nanoTime();

    fixture.finish(fixture.submitted(fixture.page(0)));

    assertTrue(System.nanoTime() - start >= slowness.toNanos());
  }

  @Test
  void eagerDaemonsAreDoneWhenTheSubmitReturns() {
    simulator.sim_eager(1);
    simulator.sim_slow(1000);

    List<Memory> blocks = submit(4);

    assertEquals(4, simulator.sim_count(Simulator.FINISHED));
    blocks.forEach(block -> assertEquals(0, simulator.aio_error(block)));
  }

  @Test
  void eagerDaemonsAreHeldAllTheSame() throws Exception {
    simulator.sim_eager(1);
    simulator.sim_hold(Simulator.HOLD_QUEUED);

    submit(2);
    assertEquals(2, simulator.sim_count(Simulator.QUEUED));

    simulator.sim_hold(Simulator.RUN_FREELY);
    submit(3);
    assertEquals(5, simulator.sim_count(Simulator.FINISHED));
  }

  /** It ends long before that time has passed once without an end. */
  @Test
  void aTimeoutOfSuspendStartsAgainWithEachEnd() {
    simulator.sim_suspend_restarts(TimeUnit.SECONDS.toMicros(20));
    simulator.sim_sysctl("vfs.aio.max_aio_procs", 1);
    simulator.sim_slow(5_000);

    List<Memory> blocks = submit(4);

    Pointer[] last = {blocks.get(3)};
    assertEquals(0, simulator.aio_suspend(last, 1, time(0)));
    assertEquals(0, simulator.aio_error(blocks.get(3)));
  }

  @Test
  void aTimeoutOfSuspendEndsAtOnceWithoutTheKnob() {
    simulator.sim_hold(Simulator.HOLD_QUEUED);
    Memory block = fixture.submitted(fixture.page(0));

    assertErrno(EAGAIN, () -> simulator.aio_suspend(new Pointer[] {block}, 1, time(0)));
  }

  @Test
  void aTimeoutOfSuspendEndsWhereNothingEnds() {
    simulator.sim_suspend_restarts(1000);
    simulator.sim_hold(Simulator.HOLD_QUEUED);
    Memory block = fixture.submitted(fixture.page(0));

    assertErrno(EAGAIN, () -> simulator.aio_suspend(new Pointer[] {block}, 1, time(0)));
  }

  @Test
  void submitsFailAfterSomeAndForSome() {
    simulator.sim_fail_submits(EAGAIN, 1, 2);

    fixture.submitted(fixture.page(0));
    assertErrno(EAGAIN, () -> simulator.aio_mlock(fixture.block(fixture.page(1))));
    assertErrno(EAGAIN, () -> simulator.aio_mlock(fixture.block(fixture.page(1))));
    fixture.submitted(fixture.page(1));

    assertEquals(2, simulator.sim_count(Simulator.UNRETURNED));
  }

  @Test
  void runsFailAndLockNothing() throws Exception {
    long before = SimulatorFixture.lockedBytes();
    simulator.sim_fail_runs(ENOMEM, 0, 1);
    Memory failed = fixture.submitted(fixture.page(0));
    fixture.awaitEnd(failed);

    assertErrno(ENOMEM, () -> simulator.aio_return(failed));
    assertEquals(before, SimulatorFixture.lockedBytes());
    fixture.finish(fixture.submitted(fixture.page(0)));
  }

  @Test
  void limitsAreSetAndSetBack() {
    simulator.sim_memlock(0, -1);
    assertErrno(ENOMEM, () -> simulator.mlock(fixture.page(0), fixture.page));
    simulator.sim_sysctl("vfs.aio.max_aio_queue_per_proc", 1);
    fixture.submitted(fixture.page(0));
    assertErrno(EAGAIN, () -> simulator.aio_mlock(fixture.block(fixture.page(1))));

    simulator.sim_reset();

    assertEquals(0, simulator.mlock(fixture.page(0), fixture.page));
    fixture.submitted(fixture.page(1));
  }

  @Test
  void otherProcessesUseUpTheSystem() {
    simulator.sim_elsewhere(1024, 0);
    assertErrno(EAGAIN, () -> simulator.aio_mlock(fixture.block(fixture.page(0))));
    simulator.sim_elsewhere(0, Long.MAX_VALUE / 2);
    assertErrno(ENOMEM, () -> simulator.mlock(fixture.page(0), fixture.page));
  }

  @Test
  void resource8IsNotTheLimitOnLockedMemory() {
    Memory limit = new Memory(16);
    simulator.sim_memlock(1, 2);
    assertEquals(0, simulator.getrlimit(6, limit));
    assertEquals(1, limit.getLong(0));
    assertEquals(2, limit.getLong(8));
    assertEquals(0, simulator.getrlimit(8, limit));
    assertTrue(limit.getLong(8) > 2, "the number of open files");
  }

  @Test
  void controlBlocksThatAreHeldAreCounted() {
    int queue = simulator.kqueue();
    simulator.sim_hold(Simulator.HOLD_QUEUED);
    Memory one = fixture.block(fixture.page(0), queue, 0);
    Memory other = fixture.submitted(fixture.page(1));
    assertEquals(0, simulator.aio_mlock(one));
    assertEquals(0, simulator.aio_mlock(one));

    assertEquals(3, simulator.sim_count(Simulator.UNRETURNED));
    assertEquals(3, simulator.sim_count(Simulator.MOST_UNRETURNED));
    assertEquals(2, simulator.sim_count(Simulator.BLOCKS));
    assertEquals(1, simulator.sim_count(Simulator.SUBMITTED_TWICE));
    assertEquals(1, simulator.sim_count(Simulator.EVENTS));
    assertEquals(1, simulator.sim_count(Simulator.KQUEUES));
    simulator.sim_hold(Simulator.RUN_FREELY);
    fixture.finish(other);
    assertEquals(1, simulator.sim_count(Simulator.BLOCKS));
    assertEquals(0, simulator.close(queue));
    assertEquals(0, simulator.sim_count(Simulator.EVENTS));
  }

  @Test
  void aControlBlockUsedForSomethingElseMeanwhileIsCounted() {
    Memory block = fixture.submitted(fixture.page(0));
    fixture.awaitEnd(block);
    block.clear();

    assertEquals(0, simulator.aio_return(block));

    assertEquals(1, simulator.sim_count(Simulator.OVERWRITTEN));
  }

  @Test
  void aRequestThatAsksForASignalIsRefused() {
    Memory block = fixture.block(fixture.page(0));
    block.setInt(80, SIGEV_SIGNAL);
    block.setInt(84, 30);
    assertErrno(EOPNOTSUPP, () -> simulator.aio_mlock(block));
    block.setInt(84, 129);
    assertErrno(EINVAL, () -> simulator.aio_mlock(block));
  }

  @Test
  void aUserEventWakesAThreadThatWaits() throws Exception {
    int queue = simulator.kqueue();
    assertEquals(0, simulator.kevent(queue, userEvent(0x21, 0), 1, null, 0, null));
    Thread waker =
        new Thread(() -> simulator.kevent(queue, userEvent(0, 0x01000000), 1, null, 0, null));
    Memory event = new Memory(EVENT_BYTES);
    waker.start();

    assertEquals(1, simulator.kevent(queue, null, 0, event, 1, patience()));

    assertEquals(7, event.getLong(0));
    assertEquals(-11, event.getShort(8));
    assertEquals(0, simulator.kevent(queue, null, 0, event, 1, time(0)));
    waker.join();
    assertEquals(0, simulator.kevent(queue, userEvent(2, 0), 1, null, 0, null));
    assertErrno(ENOENT, () -> simulator.kevent(queue, userEvent(0, 0x01000000), 1, null, 0, null));
    assertEquals(0, simulator.close(queue));
  }

  private static Memory userEvent(int flags, int fflags) {
    Memory change = new Memory(EVENT_BYTES);
    change.clear();
    change.setLong(0, 7);
    change.setShort(8, (short) -11);
    change.setShort(10, (short) flags);
    change.setInt(12, fflags);
    return change;
  }
}
