package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** L13: no lock summons the OOM killer. */
interface MemoryRules extends Rules {
  private TestRegion absentRegion() {
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    bench().needs(Capability.RESIDENCY);
    return bench().region(Room.MORE);
  }

  /**
   * A lock that needs more memory than is left, less 5 %, fails before the kernel is asked. When it
   * fails, look for a check that leaves the 5 % out, or comes after the first chunk.
   */
  @Test
  default void optional_L13_lockThatNeedsMoreMemoryThanIsLeftIsRefused() {
    Room room = Room.of(bench());
    TestRegion region = absentRegion();
    room.assertRefuses(region, 0, Room.MORE);
    room.isSuchThat(Room.LEFT, 97);
    room.assertRefuses(region, 0, Room.LEFT);
    bench().assertLockedBytes(0);
  }

  /** 5 % and no more are kept free: look for a check that is too careful. */
  @Test
  default void optional_L13_lockThatLeavesEnoughMemoryIsTaken() {
    Room room = Room.of(bench());
    TestRegion region = absentRegion();
    room.isSuchThat(Room.LEFT, 94);
    bench().lock(region, 0, Room.LEFT);
    bench().assertLockedBytes((long) Room.LEFT * bench().pageSize());
  }

  /**
   * What is resident already needs no memory. When it fails, look for a check that counts the whole
   * range.
   */
  @Test
  default void optional_L13_residentPagesNeedNoMemory() {
    Room.of(bench());
    TestRegion region = absentRegion();
    long resident = (long) Room.LEFT * bench().pageSize();
    bench().raw().lock(region.address(), resident);
    bench().raw().unlock(region.address(), resident);
    bench().lock(region, 0, Room.MORE);
    bench().assertLockedBytes(region.byteCount());
  }

  /** Who allows overcommit gets the lock: look for a setting that is not passed on. */
  @Test
  default void optional_L13_allowedOvercommitLocks() {
    Room.of(bench());
    TestRegion region = absentRegion();
    bench()
        .lock(
            bench().locker(settings -> settings.allowOvercommit(true)),
            region.range(),
            LockMode.PLAIN);
    bench().assertLockedBytes(region.byteCount());
  }

  /**
   * A page that is in two ranges of a request needs memory once. When it fails, look for a sum over
   * the ranges.
   */
  @Test
  default void required_L13_rangesThatOverlapNeedTheirMemoryOnce() {
    Room.of(bench());
    TestRegion region = bench().region(7);
    bench()
        .requests()
        .assertEnds(
            bench()
                .requests()
                .lockAll(
                    bench().locker(),
                    List.of(bench().pages(region, 0, 6), bench().pages(region, 1, 7))),
            State.LOCKED);
  }

  /**
   * Memory that a request in flight has marked, and will populate, is taken. When it fails, look
   * for a count of what has been locked, or of what is reserved and not locked yet.
   */
  @Test
  default void optional_L13_memoryThatIsStillToBePopulatedIsTaken() {
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    bench().needs(Capability.RESIDENCY);
    long large = AtomicityRules.SEVERAL_CHUNKS;
    bench().needsRoomFor(2 * large);
    int pages = (int) (large / bench().pageSize());
    Room.ofPages(bench(), pages + pages / 4);
    TestRegion region = bench().region(pages);
    TestRegion other = bench().region(pages);
    bench().requests().needsPopulator(region);
    bench().locker();
    // A second worker would go on populating beside the one that is stopped.
    PageLocker slow = bench().requests().oneWorker();
    try (CallStop stop =
        bench().requests().stopAt(call -> call.kind() == KernelCall.Kind.POPULATE)) {
      PendingLock<LockedRange> pending = bench().requests().lock(slow, region.range());
      stop.awaitReached();
      PageLockException failure = bench().assertLockFails(other.range(), LockMode.PLAIN);
      assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
      stop.release();
      bench().requests().assertEnds(pending, State.LOCKED);
    }
    // The memory that is told is the same as before.
    bench().lock(other.range(), LockMode.PLAIN);
  }
}
