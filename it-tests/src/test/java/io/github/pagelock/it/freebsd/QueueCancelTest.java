package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Q6 to Q10 and Q17 of docs/freebsd-queue.md: requests are cancelled. */
@SuppressWarnings("try") // a Hold is not looked at
class QueueCancelTest extends QueueOnSimulator {
  @Test
  void queuedRequestIsCancelled() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
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
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.RUNNING, 1);
      assertEquals(Cancellation.NOT_CANCELLED, pending.cancel());
      assertEquals(State.PENDING, pending.state());
      simulator.sim_hold(Simulator.RUN_FREELY);
      assertEnds(State.LOCKED, pending);
      assertEquals(Cancellation.ALREADY_DONE, pending.cancel());
      pending.result().close();
    }
  }

  @Test
  void requestInTheLineIsCancelledWithoutTheKernel() throws Exception {
    ByteBuffer memory = memory(130);
    try (PageLocker locker = locker(256);
        Hold hold = new Hold(Simulator.HOLD_RUNNING)) {
      List<PendingLock<LockedRange>> pending = submit(locker, memory, 0, 128);
      awaitCount(Simulator.UNRETURNED, 128);
      PendingLock<LockedRange> waits = locker.lockAsync(page(memory, 129));
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
      PendingLock<LockedRange> pending = locker.lockAsync(MemoryRange.of(memory));
      SimulatorFixture.await(() -> pending.bytesLocked() >= pending.byteCount() / 2);
      assertEquals(Cancellation.CANCELLED, pending.cancel());
      assertEnds(State.CANCELLED, pending);
      assertEquals(lockedBefore, SimulatorFixture.lockedBytes());
      assertEquals(0, simulator.sim_count(Simulator.UNRETURNED));
    }
  }

  @Test
  void requestWhoseDescriptorSomebodyClosedGoesOn() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.QUEUED, 1);
      simulator.close(FreeBsdOnLibrary.kqueue(operations));
      Cancellation said = pending.cancel();
      assertNotEquals(Cancellation.ALREADY_DONE, said);

      simulator.sim_hold(Simulator.RUN_FREELY);
      // Another file of the JVM may have got the number, which is all that the kernel looks at.
      boolean cancelled = said == Cancellation.CANCELLED;
      assertEnds(cancelled ? State.CANCELLED : State.LOCKED, pending);
      if (!cancelled) {
        pending.result().close();
      }
    }
  }

  @Test
  void requestIsCancelledByTheDescriptorThatItWasSubmittedWith() throws Exception {
    ByteBuffer memory = memory(2);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock<LockedRange> first = locker.lockAsync(page(memory, 0));
      awaitCount(Simulator.QUEUED, 1);
      int number = FreeBsdOnLibrary.kqueue(operations);
      simulator.close(number);
      Path file = Files.createTempFile(directory, "", "").toRealPath();
      try (InputStream other = Files.newInputStream(file)) {
        Path link = Path.of("/proc/self/fd/" + number);
        assumeTrue(
            Files.exists(link) && file.equals(Files.readSymbolicLink(link)),
            "the file got another number");
        PendingLock<LockedRange> second = locker.lockAsync(page(memory, 1));
        awaitCount(Simulator.QUEUED, 2);
        assertNotEquals(number, FreeBsdOnLibrary.kqueue(operations));
        assertEquals(Cancellation.CANCELLED, first.cancel());
        assertEquals(Cancellation.CANCELLED, second.cancel());
        assertEnd(State.CANCELLED, List.of(first, second));
        assertEquals(-1, other.read());
      }
    }
  }

  @Test
  void descriptorThatIsAnotherFileByNowIsNotClosed() throws Exception {
    ByteBuffer memory = memory(1);
    try (PageLocker locker = locker(8);
        Hold hold = new Hold(Simulator.HOLD_QUEUED)) {
      PendingLock<LockedRange> pending = locker.lockAsync(page(memory, 0));
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
        pending.result().close();
        SimulatorFixture.await(() -> !reaperRuns());
        assertEquals(-1, other.read());
        assertEquals(file, Files.readSymbolicLink(link));
      }
    }
  }
}
