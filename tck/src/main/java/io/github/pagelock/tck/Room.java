package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MemoryRoom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lockers are told that is left of the memory, for the rules of L13. A few pages, so that the
 * rules hold where little may be locked; and no limit is told, so that what is refused without a
 * call is refused for the memory, also where nothing may be locked.
 */
final class Room {
  /** Pages that are told to be left at first; 5 % are to stay free. */
  static final int LEFT = 10;

  /** More pages than that, and as many as the least that may be locked anywhere: 64 KiB. */
  static final int MORE = 16;

  private final Bench bench;
  private final AtomicLong bytes = new AtomicLong();

  private Room(Bench bench) {
    this.bench = bench;
  }

  /** To be made before the test's lockers. */
  static Room of(Bench bench) {
    return ofPages(bench, LEFT);
  }

  static Room ofPages(Bench bench, int pages) {
    Room room = new Room(bench);
    room.isSuchThat(pages, 100);
    bench.recorder().useOwnDomain();
    bench.recorder().overrideMemory(() -> MemoryRoom.of(room.bytes.get(), "the conformance kit"));
    LockLimits none =
        LimitNumbers.of(LimitNumbers.UNLIMITED, LimitNumbers.UNLIMITED, LimitNumbers.UNKNOWN);
    bench.recorder().overrideLimits(() -> none);
    return room;
  }

  /** From now on so many pages are so many percent of what is left. */
  void isSuchThat(int pages, int percent) {
    bytes.set((long) pages * bench.pageSize() * 100 / percent);
  }

  /** It is foreseen, and fails before the kernel is asked. */
  void assertRefuses(TestRegion region, int from, int to) {
    bench.recorder().clearCalls();
    MemoryRange range = bench.pages(region, from, to);
    PageLockException failure = bench.assertLockFails(range, LockMode.PLAIN);
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertTrue(bench.locker().diagnose(range).isProblem(), "foreseen");
    assertEquals(0, bench.recorder().calls().size(), "calls to the kernel");
  }
}
