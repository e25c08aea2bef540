package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.spi.PageLockProvider;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The thread of the queue, its end, and what happens where it cannot be used. */
@SuppressWarnings("try") // a Hold is not looked at
class QueueLifeTest extends QueueOnSimulator {
  @Test
  void threadAndKqueueComeWithTheFirstRequestAndGoWhenIdle() throws Exception {
    SimulatorFixture.await(() -> !reaperRuns());
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8)) {
      locker.lock(page(memory, 0)).close();
      assertFalse(reaperRuns());
      assertEquals(0, simulator.sim_count(Simulator.KQUEUES));
      for (int round = 0; round < 3; round++) {
        PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
        assertEnds(State.LOCKED, pending);
        pending.result().close();
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
    List<PendingLock<LockedRange>> pending = submit(locker, memory, 0, 256);
    awaitCount(Simulator.RUNNING, 32);
    awaitCount(Simulator.UNRETURNED, 128);
    Thread closing = new Thread(locker::close);
    closing.start();
    awaitCount(Simulator.UNRETURNED, 32); // what is queued can be cancelled
    SimulatorFixture.await(() -> closing.getState() == Thread.State.WAITING); // for what runs

    simulator.sim_hold(Simulator.RUN_FREELY);
    closing.join(PATIENCE.toMillis());
    assertFalse(closing.isAlive());
    assertEquals(0, simulator.sim_count(Simulator.UNRETURNED));
    assertEquals(0, FreeBsdOnLibrary.blocksInUse(operations));
    int locked = 0;
    for (PendingLock<LockedRange> each : pending) {
      assertTrue(each.state() == State.CANCELLED || each.state() == State.LOCKED);
      if (each.state() == State.LOCKED) {
        locked++;
        each.result().close();
      }
    }
    assertEquals(32, locked);
  }

  private void assertGoesByThreads() throws Exception {
    operations = FreeBsdOnLibrary.provider(fixture.library).open();
    assertFalse(operations.capabilities().contains(Capability.NATIVE_ASYNC));
    simulator.sim_elsewhere(1024, 0); // an aio_mlock would not be taken
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8)) {
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
      assertEnds(State.LOCKED, pending);
      assertEquals(lockedBefore + PAGE, SimulatorFixture.lockedBytes());
      pending.result().close();
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
      assertEquals(70_000 / PAGE * PAGE, bytes);
      for (String bad : List.of("" + (PAGE - 1), "33554433", "16m", "", "-1")) {
        System.setProperty(property, bad);
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, provider::open);
        assertSays(property + "=" + bad, refused);
      }
    } finally {
      System.clearProperty(property);
    }
  }
}
