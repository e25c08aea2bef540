package io.github.pagelock.it.freebsd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Q11 to Q13 of docs/freebsd-queue.md: others in the process use AIO too, and all happens at once.
 */
@SuppressWarnings("try") // a Hold is not looked at
class QueueAmongOthersTest extends QueueOnSimulator {
  @Test
  void queueThatOthersHoldForLongIsTryAgain() throws Exception {
    operations = FreeBsdOnLibrary.provider(fixture.library, SHORT, SHORT).open();
    ByteBuffer memory = memory(2);
    simulator.sim_elsewhere(1024, 0);
    try (PageLocker locker = locker(8)) {
      List<PendingLock<LockedRange>> pending = submit(locker, memory, 0, 2);
      assertEnd(State.FAILED, pending);
      PageLockException failure = pending.get(0).failure().orElseThrow();
      assertEquals(Reason.TRY_AGAIN, failure.reason());
      assertEquals(SimulatorFixture.EAGAIN, failure.errno());
      assertSays("vfs.aio.max_aio_queue", failure);

      simulator.sim_elsewhere(0, 0);
      PendingLock<LockedRange> next = locker.lockAsync(page(memory, 0));
      assertEnds(State.LOCKED, next);
      next.result().close();
    }
  }

  @Test
  void queueThatOthersHoldForAMomentIsWaitedFor() throws Exception {
    ByteBuffer memory = memory(1);
    simulator.sim_elsewhere(1024, 0);
    try (PageLocker locker = locker(8)) {
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
      assertFalse(pending.await(SHORT));
      simulator.sim_elsewhere(0, 0);
      assertEnds(State.LOCKED, pending);
      pending.result().close();
    }
  }

  @Test
  void endsThatNoEventTellsAreFound() throws Exception {
    ByteBuffer memory = memory(2);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_RUNNING)) {
      PendingLock<LockedRange> first = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.RUNNING, 1);
      simulator.close(FreeBsdOnLibrary.kqueue(operations));
      PendingLock<LockedRange> second = locker.lockAsync(page(memory, 1));
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
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.RUNNING, 1);
      // The provider's thread may be the first to ask or to take it: then it is locked.
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
      assertTrue(pending.await(PATIENCE));
      if (pending.state() == State.FAILED) {
        assertTrue(taken.get());
        PageLockException failure = pending.failure().orElseThrow();
        assertEquals(Reason.OTHER, failure.reason());
        assertSays("aio_waitcomplete", failure);
      } else {
        assertEquals(lockedBefore + PAGE, SimulatorFixture.lockedBytes());
        pending.result().close();
      }
    }
  }

  @Test
  void tenThousandLocksBesideAnotherUserOfAio() throws Exception {
    int locks = 10_000;
    ByteBuffer memory = memory(locks);
    Semaphore room = new Semaphore(256);
    ConcurrentLinkedQueue<LockedRange> locked = new ConcurrentLinkedQueue<>();
    List<PendingLock<LockedRange>> pending = new ArrayList<>();
    try (PageLocker locker = locker(256)) {
      try (OtherUserOfAio other = new OtherUserOfAio(fixture, 100)) {
        for (int i = 0; i < locks; i++) {
          assertTrue(room.tryAcquire(PATIENCE.toSeconds(), SECONDS), "stuck");
          PendingLock<LockedRange> one = locker.lockAsync(page(memory, i));
          one.completion()
              .thenAccept(
                  handle -> {
                    locked.add(handle);
                    room.release();
                  });
          pending.add(one);
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
        PendingLock<LockedRange> pending = locker.lockAsync(range);
        boolean cancelled = random.nextInt(3) == 0 && pending.cancel() == Cancellation.CANCELLED;
        try (LockedRange nested = locker.lock(range)) {
          assertEquals(KernelState.LOCKED, nested.verify(), "beside a pending lock");
        }
        assertEnds(cancelled ? State.CANCELLED : State.LOCKED, pending);
        if (!cancelled) {
          assertEquals(KernelState.LOCKED, pending.result().verify());
          pending.result().close();
        }
      }
    } catch (Throwable problem) {
      problems.add(problem);
    }
  }
}
