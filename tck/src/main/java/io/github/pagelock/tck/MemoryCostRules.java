package io.github.pagelock.tck;

import io.github.pagelock.spi.MemoryRoom;
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
}
