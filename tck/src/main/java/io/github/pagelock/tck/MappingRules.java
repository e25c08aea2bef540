package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.MappingRoom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** L11: the last tenth of the room for mappings is kept free. */
interface MappingRules extends Rules {
  /** Few enough that a test can use them up. */
  int MAX = 1_000;

  /** As the kernel would count: so many, and two more for each run of locked pages. */
  private void mappings(AtomicLong others, long max) {
    RecordingProvider recorder = bench().recorder();
    recorder.useOwnDomain();
    recorder.overrideMappings(
        () -> MappingRoom.of(others.get() + 2L * recorder.lockedPages.runs(), max));
  }

  /**
   * A lock that leaves less than a tenth fails before the kernel is asked. When it fails, look for
   * a lock that waits for the kernel's ENOMEM: it is the JVM that dies then.
   */
  @Test
  default void required_L11_lockIsRefusedWhereItLeavesLessThanATenth() {
    AtomicLong others = new AtomicLong(MAX - MAX / 10 - 1);
    mappings(others, MAX);
    TestRegion region = bench().region(3);
    PageLockException failure =
        bench().assertLockFails(bench().pages(region, 1, 2), LockMode.PLAIN);
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(0, bench().callsThat(KernelCall::isLock), "calls that lock");
    bench().assertPages(region, "...");
  }

  /**
   * Locks go on as long as there is room, and end before the last tenth. When it fails, look at the
   * two mappings that each run of locked pages adds, and at the sample near the threshold.
   */
  @Test
  default void required_L11_disjointLocksEndBeforeTheLastTenth() {
    AtomicLong others = new AtomicLong(MAX / 2);
    mappings(others, MAX);
    int room = (MAX - MAX / 10 - MAX / 2) / 2;
    int locked = lockDisjoint(bench().region(2 * room + 20), room + 10);
    assertTrue(locked <= room, () -> locked + " locks, but there is room for " + room);
    assertTrue(locked >= room * 9 / 10, () -> locked + " locks only, room for " + room);
  }

  private int lockDisjoint(TestRegion region, int attempts) {
    for (int i = 0; i < attempts; i++) {
      try {
        bench().lock(region, 2 * i, 2 * i + 1);
      } catch (PageLockException failure) {
        assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
        return i;
      }
    }
    return attempts;
  }

  /**
   * Mappings that others make meanwhile are seen after 1,000 more locked runs at the latest. When
   * it fails, look for a sample that is never taken again.
   */
  @Test
  default void required_L11_countIsSampledAgain() {
    AtomicLong others = new AtomicLong(0);
    mappings(others, 100_000);
    int attempts = 1_100;
    TestRegion region = bench().region(2 * attempts + 20);
    assertEquals(1, lockDisjoint(region, 1));
    others.set(99_000);
    TestRegion more = bench().region(2 * attempts + 20);
    int locked = lockDisjoint(more, attempts);
    assertTrue(locked <= 1_000, () -> locked + " locks without a new sample");
  }

  /**
   * Far from the threshold the mappings are not counted for each lock: it takes milliseconds. When
   * it fails, look for a count where the estimate is enough.
   */
  @Test
  default void required_L11_countIsEstimatedBetweenSamples() {
    mappings(new AtomicLong(0), 100_000);
    TestRegion region = bench().region(420);
    assertEquals(200, lockDisjoint(region, 200));
    int samples = bench().recorder().mappingSamples.get();
    assertTrue(samples >= 1 && samples <= 3, () -> samples + " samples for 200 locks");
  }

  /** Adjacent locks share mappings: look for an estimate that counts handles. */
  @Test
  default void required_L11_adjacentLocksShareMappings() {
    mappings(new AtomicLong(MAX - MAX / 10 - 10), MAX);
    TestRegion region = bench().region(200);
    for (int i = 0; i < 200; i++) {
      bench().lock(region, i, i + 1);
    }
    bench().assertLockedBytes(200L * bench().pageSize());
  }
}
