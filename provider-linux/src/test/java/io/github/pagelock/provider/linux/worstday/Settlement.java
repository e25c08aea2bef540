package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.provider.linux.VmLck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The end of a round, without faults: every request has one end, everybody is told once, and when
 * every handle is closed nothing is locked. What waits for ever is left to the watchdog.
 */
final class Settlement {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final long PAUSE_NANOS = 200_000;

  private final Round round;
  private final Scene scene;

  Settlement(Round round) {
    this.round = round;
    this.scene = round.scene;
  }

  void settle(boolean closeFirst, boolean looksClosely) throws InterruptedException {
    if (closeFirst) {
      round.lockers.forEach(PageLocker::close);
      scene.report.phase("the lockers are closed");
      for (Asked asked : round.asked) {
        PendingLock<?> pending = asked.pending();
        boolean ended = pending == null || pending.state() != State.PENDING;
        Violation.require(ended, "close() has not waited for " + pending);
      }
    }
    for (Asked asked : round.asked) {
      PendingLock<?> pending = asked.pending();
      while (pending != null && !pending.await(LOOK)) {
        scene.report.waits("waits for " + pending);
      }
    }
    scene.report.phase("the requests have ended");
    for (Asked asked : round.asked) {
      PendingLock<?> pending = asked.pending();
      scene.report.waits("waits for the callbacks of " + pending);
      while (!asked.isDelivered()) {
        LockSupport.parkNanos(PAUSE_NANOS);
        if (pending != null) {
          // Where not a single thread could be had, nobody else asks for one again (P25).
          pending.await(Duration.ZERO);
        }
      }
      asked.check();
      result(pending);
    }
    scene.report.phase("the callbacks have run");
    round.lockers.forEach(PageLocker::close);
    if (looksClosely) {
      verify();
    }
    round.handles.forEach(LockedRange::close);
    round.handles.forEach(LockedRange::close);
    round.asked.forEach(Asked::check);
    scene.report.phase("the handles are closed");
    round.handles.clear();
    round.asked.clear();
    nothingIsLeft();
  }

  private void result(@Nullable PendingLock<?> pending) {
    if (pending == null) {
      return;
    }
    State state = pending.state();
    switch (state) {
      case LOCKED -> scene.locked.incrementAndGet();
      case FAILED -> scene.failed.incrementAndGet();
      default -> scene.cancelled.incrementAndGet();
    }
    long bytes = state == State.LOCKED ? pending.byteCount() : 0;
    Violation.require(pending.bytesLocked() == bytes, "not " + bytes + " bytes: " + pending);
    Violation.require(
        pending.failure().isPresent() == (state != State.LOCKED),
        "failure() and state() differ: " + pending);
    PageLockException first = pending.failure().orElse(null);
    Violation.require(
        pending.failure().orElse(null) == first, "failure() differs from time to time");
    pending.failure().ifPresent(Settlement::check);
    List<LockedRange> handles;
    try {
      handles = Asked.handles(pending);
    } catch (PageLockException failure) {
      Violation.require(state != State.LOCKED, "LOCKED without a handle");
      return;
    }
    for (LockedRange handle : handles) {
      Violation.require(
          handle.degradation().isEmpty() == (state == State.LOCKED), "degraded and " + state);
      if (state != State.LOCKED) {
        scene.degraded.incrementAndGet();
      }
      round.handles.add(handle);
    }
  }

  private static void check(PageLockException failure) {
    if (!Violation.isExpected(failure)) {
      throw new Violation("a request failed for a fault of the library", failure);
    }
  }

  /** What a handle says is so, says the kernel. */
  private void verify() {
    List<LockedRange> open = round.handles.stream().filter(LockedRange::isLocked).toList();
    List<KernelState> states = scene.keeper.verify(open);
    for (int i = 0; i < open.size(); i++) {
      LockedRange handle = open.get(i);
      boolean isTrue =
          switch (states.get(i)) {
            case LOCKED -> true;
            case ON_FAULT, NOT_RESIDENT, PARTLY -> handle.mode() == LockMode.ON_FAULT;
            default -> false;
          };
      Violation.require(isTrue, handle + " is " + states.get(i));
    }
  }

  private void nothingIsLeft() throws InterruptedException {
    for (String left = left(); left != null; left = left()) {
      // Pays what is owed: pages whose unlocking has failed.
      scene.keeper.lock(round.area.whole()).close();
      scene.report.waits((round.hasLost ? "handles were lost, left: " : "left: ") + left);
      if (round.hasLost) {
        // A callback that waits for a thread keeps a handle reachable; somebody has to ask (P25).
        scene.ended.await(Duration.ZERO);
        System.gc();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private @Nullable String left() {
    String left = Books.leftovers(scene.ledger);
    if (left != null) {
      return left;
    }
    for (PageLocker locker : round.lockers) {
      LockStatistics statistics = locker.statistics();
      if (statistics.pendingLocks() != 0 || statistics.liveHandles() != 0) {
        return statistics.toString();
      }
    }
    LockStatistics all = scene.keeper.statistics();
    if (all.heldBytes() != 0 || all.heldIntervals() != 0 || all.liveHandles() != 0) {
      return all.toString();
    }
    // Pages of nobody are not owed, and nobody would pay for them.
    long bytes = VmLck.bytes() - scene.lockedBefore;
    Violation.require(bytes == 0, "VmLck is " + bytes + " bytes more than before");
    return null;
  }
}
