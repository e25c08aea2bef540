package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
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
}
