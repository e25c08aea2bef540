package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Q1 to Q5 of docs/freebsd-queue.md: requests go in and come out. */
@SuppressWarnings("try") // a Hold is not looked at
class QueueRequestsTest extends QueueOnSimulator {
  private static final int EPERM = 1;

  @Test
  void requestsGoThroughTheKernelsQueue() throws Exception {
    ByteBuffer memory = memory(3);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      assertTrue(locker.capabilities().contains(Capability.NATIVE_ASYNC));
      List<PendingLock<LockedRange>> pending = submit(locker, memory, 0, 3);
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
      List<PendingLock<LockedRange>> pending = submit(locker, memory, 0, 200);
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
      List<PendingLock<LockedRange>> accepted = new ArrayList<>();
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
      List<PendingLock<LockedRange>> pending = submit(locker, memory, 0, 60);
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
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
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
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
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
      PendingLock<LockedRange> pending = locker.lockAsync(MemoryRange.of(memory));
      awaitCount(Simulator.QUEUED, 1);
      simulator.sim_memlock(PAGE, PAGE);
      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnds(State.FAILED, pending);
      PageLockException failure = pending.failure().orElseThrow();
      assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
      assertEquals(SimulatorFixture.ENOMEM, failure.errno());
    }
  }
}
