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
import io.github.pagelock.spi.MemoryRoom;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** L13: what a lock costs, where resident pages are not all there is to it. */
interface MemoryCostRules extends Rules {
  /** Pages of a file: what is missing of it fits into what is left, what is there does not too. */
  int HALF_CACHED = 12;

  /** Where a provider tells no room there is nothing to compare a cost with, so it counts none. */
  private void needsRoomThatIsTold() {
    Assumptions.assumeTrue(
        bench().raw().memory().availableBytes() != MemoryRoom.UNKNOWN,
        "the provider does not tell what memory is left");
  }

  /**
   * Pages that are resident and have to be copied by the lock need memory. When it fails, look for
   * a cost that is counted by residency alone, as of memory that was only read or of a private
   * mapping of a file.
   */
  @Test
  default void optional_L13_pagesThatALockCopiesNeedMemory() {
    Room room = roomForCopies();
    TestRegion region = regionThatWasRead();
    room.assertRefuses(region, 0, Room.MORE);
    room.isSuchThat(Room.LEFT, 97);
    room.assertRefuses(region, 0, Room.LEFT);
    bench().assertLockedBytes(0);
  }

  /**
   * Pages that have been copied are the region's own, and need no memory again. When it fails, look
   * for a cost that counts whatever a lock might have to copy.
   */
  @Test
  default void optional_L13_pagesThatWereCopiedNeedNoMemory() {
    Room room = roomForCopies();
    TestRegion region = regionThatWasRead();
    room.isSuchThat(Room.LEFT, 94);
    bench().lock(region, 0, Room.LEFT);
    bench().lock(region, 0, Room.MORE);
    bench().assertLockedBytes(region.byteCount());
  }

  private Room roomForCopies() {
    bench().needs(TestMemory.Feature.READ_PAGES_ARE_COPIED);
    needsRoomThatIsTold();
    return Room.of(bench());
  }

  private TestRegion regionThatWasRead() {
    TestRegion region = bench().region(Room.MORE);
    bench().memory().read(region.address(), region.byteCount());
    return region;
  }

  /**
   * Page cache of the range itself is not left over for the rest of it. When it fails, look for a
   * room in which the range's own cached pages count as what can be reclaimed.
   */
  @Test
  default void optional_L13_ownPageCacheIsNotLeftOver() {
    bench().needs(TestMemory.Feature.PAGE_CACHE);
    needsRoomThatIsTold();
    Room room = Room.of(bench());
    TestRegion region = bench().fileRegion(HALF_CACHED, HALF_CACHED / 2);
    room.assertRefuses(region, 0, HALF_CACHED);
    bench().assertLockedBytes(0);
  }

  /**
   * Page cache that is locked already was not to be reclaimed before. When it fails, look for a
   * cost that counts all of the page cache.
   */
  @Test
  default void optional_L13_pageCacheThatIsLockedCostsNothing() {
    bench().needs(TestMemory.Feature.PAGE_CACHE);
    needsRoomThatIsTold();
    Room.of(bench());
    TestRegion region = bench().fileRegion(HALF_CACHED, HALF_CACHED / 2);
    bench().raw().lock(region.address(), region.byteCount() / 2);
    try {
      bench().lock(region, 0, HALF_CACHED);
    } finally {
      bench().raw().unlock(region.address(), region.byteCount());
    }
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
