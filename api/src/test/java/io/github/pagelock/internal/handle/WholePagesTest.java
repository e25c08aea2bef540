package io.github.pagelock.internal.handle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handle tells whole pages of the mappings that it lies in; nothing else goes by them. */
class WholePagesTest {
  private static final int PAGE = FakeKernel.PAGE;
  private static final long HUGE = 2 << 20;
  private static final long LARGE = 4 * HUGE;

  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final Sized operations = new Sized(kernel);
  private final PageLocker locker = locker(LockPolicy.REQUIRED);

  /** Two pages of 8 MiB, two of 2 MiB, small ones. */
  private final long large = aligned(kernel.map((int) (4 * LARGE / PAGE)));

  private final long huge = large + 2 * LARGE;
  private final long small = huge + 2 * HUGE;

  private final class Sized extends ForwardingOperations {
    int asked;
    boolean fails;
    long toldInstead;

    Sized(PageOperations kernel) {
      super(kernel);
    }

    @Override
    public long pageSizeAt(long address) {
      asked++;
      if (fails) {
        throw new IllegalStateException("thrown by the test");
      }
      if (toldInstead != 0) {
        return toldInstead;
      }
      return address < large || address >= small ? PAGE : address < huge ? LARGE : HUGE;
    }
  }

  private PageLocker locker(LockPolicy policy) {
    return PageLocker.builder().provider(new FakeProvider(operations)).policy(policy).build();
  }

  private static long aligned(long address) {
    return (address + LARGE - 1) / LARGE * LARGE;
  }

  @AfterEach
  void leavesNothing() {
    locker.close();
    assertEquals(0, kernel.lockedBytes());
  }

  private static MemoryRange range(long address, long bytes) {
    return MemoryRange.ofAddress(address, bytes, null);
  }

  private static void assertTells(LockedRange handle, long address, long end) {
    assertEquals(address, handle.lockedAddress());
    assertEquals(end - address, handle.lockedBytes());
  }

  private void assertLockTells(long address, long bytes, long from, long to) {
    try (LockedRange handle = locker.lock(range(address, bytes))) {
      assertTells(handle, from, to);
    }
  }

  @Test
  void aHandleTellsWholePagesOfItsMapping() {
    assertLockTells(huge + 100, 1, huge, huge + HUGE);
    assertLockTells(huge + HUGE - 1, 1, huge, huge + HUGE);
    assertLockTells(huge + HUGE - 1, 2, huge, huge + 2 * HUGE);
    assertLockTells(huge, HUGE, huge, huge + HUGE);
    assertLockTells(small + 100, PAGE, small, small + 2 * PAGE);
  }

  @Test
  void eachEndIsRoundedByTheMappingThere() {
    assertLockTells(huge - 1, 2, large + LARGE, huge + HUGE);
    assertLockTells(small - 1, PAGE + 1, huge + HUGE, small + PAGE);
    assertLockTells(large + LARGE + PAGE, LARGE + 3 * HUGE, large + LARGE, small + HUGE + PAGE);
    assertLockTells(large - 1, 2, large - PAGE, large + LARGE);
  }

  @Test
  void handlesOfAPendingLockTellThemToo() throws Exception {
    PendingLock<List<LockedRange>> pending =
        locker.lockAllAsync(List.of(range(huge, 1), range(small, 1)), LockMode.PLAIN);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertTells(pending.result().get(0), huge, huge + HUGE);
    assertTells(pending.result().get(1), small, small + PAGE);
    pending.result().forEach(LockedRange::close);
  }

  @Test
  void nobodyIsAskedUnlessSomebodyWantsToKnow() {
    try (LockedRange handle = locker.lock(range(huge, 1))) {
      assertTrue(handle.isLocked());
      assertEquals("locked: " + handle.range(), handle.toString());
    }
    assertEquals(0, operations.asked);
  }

  @Test
  void theLedgerGoesOnCountingTheUsualPages() {
    try (LockedRange handle = locker.lock(range(huge, 1))) {
      assertTells(handle, huge, huge + HUGE);
      assertEquals(PAGE, locker.statistics().heldBytes());
      assertEquals(PAGE, kernel.lockedBytes());
    }
  }

  @Test
  void aClosedHandleTellsWhatItToldAndAsksNobody() {
    LockedRange asked = locker.lock(range(huge, 1));
    LockedRange never = locker.lock(range(huge, 1));
    assertTells(asked, huge, huge + HUGE);
    asked.close();
    never.close();
    operations.asked = 0;
    assertTells(asked, huge, huge + HUGE);
    assertTells(never, huge, huge + PAGE);
    assertEquals(0, operations.asked);
  }

  @Test
  void aDegradedHandleAsksNobody() {
    kernel.failNextLock(1, Reason.NOT_PERMITTED, 0);
    try (PageLocker bestEffort = locker(LockPolicy.BEST_EFFORT);
        LockedRange handle = bestEffort.lock(range(huge + PAGE, 1))) {
      assertFalse(handle.isLocked());
      assertTells(handle, huge + PAGE, huge + PAGE);
    }
    assertEquals(0, operations.asked);
  }

  @Test
  void aProviderThatCannotTellChangesNothing() {
    for (long nonsense : new long[] {-1, Long.MIN_VALUE, 1, 3 * PAGE, PAGE / 2}) {
      operations.toldInstead = nonsense;
      assertLockTells(huge + PAGE, 1, huge + PAGE, huge + 2 * PAGE);
    }
    operations.fails = true;
    assertLockTells(huge + PAGE, 1, huge + PAGE, huge + 2 * PAGE);
  }
}
