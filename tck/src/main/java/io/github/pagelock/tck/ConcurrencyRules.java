package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** L5: who waits for whom. */
interface ConcurrencyRules extends Rules {
  private CallStop stopAt(Predicate<KernelCall> matcher) {
    bench().locker();
    return bench().recorder().faults().stopAt(matcher, bench().patience());
  }

  /**
   * While one lock stands inside its call, a disjoint one comes and goes. When it fails, look for a
   * mutex that is held during the kernel's call.
   */
  @Test
  default void required_L05_disjointLocksDoNotWaitForEachOther() {
    TestRegion region = bench().region(4);
    try (CallStop stop = stopAt(KernelCall::isLock)) {
      Background<LockedRange> stopped = bench().inBackground(() -> bench().lock(region, 0, 2));
      stop.awaitReached();
      Background<LockedRange> disjoint = bench().inBackground(() -> bench().lock(region, 2, 4));
      disjoint.await("a lock waits for a disjoint one").close();
      stop.release();
      stopped.await("the stopped lock did not go on");
    }
    bench().assertPages(region, "XX..");
  }

  /** While one close stands inside its call, a disjoint lock comes and goes: look as above. */
  @Test
  default void required_L05_lockDoesNotWaitForADisjointClose() {
    TestRegion region = bench().region(4);
    LockedRange closing = bench().lock(region, 0, 2);
    try (CallStop stop = stopAt(call -> !call.isLock())) {
      Background<Boolean> stopped = bench().inBackground(() -> closed(closing));
      stop.awaitReached();
      bench()
          .inBackground(() -> bench().lock(region, 2, 4))
          .await("a lock waits for a disjoint close");
      stop.release();
      stopped.await("the stopped close did not go on");
    }
    bench().assertPages(region, "..XX");
  }

  private static boolean closed(LockedRange handle) {
    handle.close();
    return true;
  }

  /**
   * A lock on a page that another is still locking returns only once it is locked. When it fails,
   * look for a count that is raised before the kernel has answered.
   */
  @Test
  default void required_L05_lockReturnsOnlyOnceASharedPageIsLocked() {
    TestRegion region = bench().region(4);
    try (CallStop stop = stopAt(KernelCall::isLock)) {
      Background<LockedRange> first = bench().inBackground(() -> bench().lock(region, 0, 3));
      stop.awaitReached();
      Background<LockedRange> second = bench().inBackground(() -> bench().lock(region, 2, 3));
      assertFalse(second.endsSoon(), "returned before the page was locked");
      stop.release();
      LockedRange stopped = first.await("the stopped lock did not go on");
      second.await("the waiting lock was not woken");
      stopped.close();
    }
    bench().assertPages(region, "..X.");
  }

  /**
   * A lock that waited for another that failed locks the page itself. When it fails, look for a
   * waiter that takes the other's end for its own.
   */
  @Test
  default void required_L05_waitingLockLocksItselfIfTheOtherFails() {
    TestRegion region = bench().region(4);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    try (CallStop stop = stopAt(KernelCall::isLock)) {
      Background<LockedRange> failing = bench().inBackground(() -> bench().lock(region, 0, 3));
      stop.awaitReached();
      Background<LockedRange> waiting = bench().inBackground(() -> bench().lock(region, 2, 4));
      assertFalse(waiting.endsSoon(), "returned before the page was locked");
      stop.release();
      assertThrows(PageLockException.class, () -> failing.await("the failing lock hangs"));
      waiting.await("the waiting lock was not woken");
    }
    bench().assertPages(region, "..XX");
  }

  /**
   * A lock on a page that another is unlocking leaves it locked. When it fails, look for a lock
   * that passes an unlock under way.
   */
  @Test
  default void required_L05_lockOfAPageBeingUnlockedLeavesItLocked() {
    TestRegion region = bench().region(4);
    LockedRange closing = bench().lock(region, 0, 3);
    try (CallStop stop = stopAt(call -> !call.isLock())) {
      Background<Boolean> closed = bench().inBackground(() -> closed(closing));
      stop.awaitReached();
      Background<LockedRange> next = bench().inBackground(() -> bench().lock(region, 2, 4));
      assertFalse(next.endsSoon(), "returned while the page was being unlocked");
      stop.release();
      closed.await("the stopped close did not go on");
      next.await("the waiting lock was not woken");
    }
    bench().assertPages(region, "..XX");
  }

  /**
   * A lock waits for the other's chunk, not for its whole range: what the other has locked already
   * and what it has not reached yet is free. When it fails, look for a range that is reserved as a
   * whole.
   */
  @Test
  default void required_L05_lockWaitsForTheChunkNotForTheRange() {
    long bytes = AtomicityRules.SEVERAL_CHUNKS;
    bench().needsRoomFor(bytes);
    TestRegion region = bench().regionOf(bytes);
    int last = (int) (region.byteCount() / bench().pageSize()) - 1;
    try (CallStop stop = stopAt(call -> call.address() != region.address())) {
      Background<LockedRange> huge = bench().inBackground(() -> bench().lock(region, 0, last));
      stop.awaitReached();
      bench()
          .inBackground(() -> bench().lock(region, 0, 1))
          .await("a lock waits for a chunk that is locked already")
          .close();
      bench()
          .inBackground(() -> bench().lock(region, last - 1, last + 1))
          .await("a lock waits for a chunk that was not reached yet")
          .close();
      stop.release();
      huge.await("the huge lock did not go on").close();
    }
    bench().assertLockedBytes(0);
  }
}
