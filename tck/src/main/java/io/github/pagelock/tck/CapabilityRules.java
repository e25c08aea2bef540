package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.Limit;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.Populator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** L10: nothing pretends. */
interface CapabilityRules extends Rules {
  /**
   * What the provider does not claim, it refuses when asked directly. When it fails, look for a
   * method that answers though its capability is missing.
   */
  @Test
  default void required_L10_providerRefusesWhatItDoesNotClaim() {
    TestRegion region = bench().region(1);
    PageSpan span = new PageSpan(region.address(), region.byteCount());
    var claimed = bench().raw().capabilities();
    if (!claimed.contains(Capability.ON_FAULT)) {
      Rules.assertUnsupported(() -> bench().raw().lockOnFault(span.address(), span.byteCount()));
    }
    if (!claimed.contains(Capability.RESIDENCY)) {
      Rules.assertUnsupported(() -> bench().raw().residency(span.address(), span.byteCount()));
    }
    if (!claimed.contains(Capability.VERIFY)) {
      Rules.assertUnsupported(() -> bench().raw().verify(List.of(span)));
    }
    if (!claimed.contains(Capability.BYTE_BUFFERS)) {
      Rules.assertUnsupported(() -> bench().raw().addressOf(ByteBuffer.allocateDirect(1)));
    }
    if (!claimed.contains(Capability.LIMITS)) {
      assertEquals(Limit.UNKNOWN, softLimit(), "the soft limit");
    }
    if (!claimed.contains(Capability.NATIVE_ASYNC)) {
      assertEquals(Optional.empty(), bench().raw().queue());
    }
    if (!claimed.contains(Capability.PROCESS)) {
      assertEquals(Optional.empty(), bench().raw().process());
    }
    assertEquals(claimed, bench().raw().capabilities(), "the capabilities are always the same");
  }

  private Limit softLimit() {
    try {
      return bench().raw().limits().soft();
    } catch (PageLockException refused) {
      assertEquals(Reason.UNSUPPORTED, refused.reason());
      return Limit.UNKNOWN;
    }
  }

  /**
   * What the provider claims, it does when asked directly, or says what else is wrong. When it
   * fails, look for a capability whose method is the default.
   */
  @Test
  default void required_L10_providerHasWhatItClaims() {
    PageOperations raw = bench().raw();
    TestRegion region = bench().region(1);
    PageSpan span = new PageSpan(region.address(), region.byteCount());
    Map<Capability, Runnable> methods =
        Map.of(
            Capability.ON_FAULT, () -> raw.lockOnFault(span.address(), span.byteCount()),
            Capability.RESIDENCY, () -> raw.residency(span.address(), span.byteCount()),
            Capability.VERIFY, () -> raw.verify(List.of(span)),
            Capability.BYTE_BUFFERS, () -> raw.addressOf(ByteBuffer.allocateDirect(1)),
            Capability.LIMITS, () -> assertNotEquals(LockLimits.ALL_UNKNOWN, raw.limits()),
            Capability.NATIVE_ASYNC, () -> assertTrue(raw.queue().isPresent(), "a queue"));
    for (Capability claimed : raw.capabilities()) {
      try {
        methods.getOrDefault(claimed, () -> {}).run();
      } catch (PageLockException failure) {
        assertNotEquals(Reason.UNSUPPORTED, failure.reason(), () -> claimed + ": " + failure);
      } finally {
        raw.unlock(span.address(), span.byteCount());
      }
    }
  }

  /** A claimed ON_FAULT marks pages and makes none resident: look for a plain lock under it. */
  @Test
  default void optional_L10_claimedOnFaultLocksWithoutMakingResident() {
    bench().needs(Capability.ON_FAULT);
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(2);
    bench().lock(region.range(), LockMode.ON_FAULT);
    assertTrue(oracle.isOnFault(region.address()), "locked on fault");
    assertFalse(oracle.isResident(region.address()), "resident");
  }

  /**
   * A populator that says that no plain lock has to follow is right. When it fails, look for one
   * that remembers what it did, instead of asking.
   */
  @Test
  default void optional_L10_populatorSaysLockedOnlyOfWhatIs() {
    TestRegion region = bench().region(8);
    bench().requests().needsPopulator(region);
    PageOperations raw = bench().raw();
    Populator populator = raw.populator(region.address(), region.byteCount()).orElseThrow();
    assertFalse(populator.isLocked(region.address(), region.byteCount()), "nothing is marked");
    raw.lockOnFault(region.address(), region.byteCount());
    try {
      populator.populate(region.address(), region.byteCount());
      if (populator.isLocked(region.address(), region.byteCount())) {
        assertAllLockedAndResident(region);
      }
    } finally {
      raw.unlock(region.address(), region.byteCount());
    }
    assertFalse(populator.isLocked(region.address(), region.byteCount()), "all is unlocked");
  }

  /** The kernel keeps each page in RAM now, whoever asked it to. */
  private void assertAllLockedAndResident(TestRegion region) {
    LockOracle pages = bench().needsPageOracle();
    for (long at = region.address();
        at < region.address() + region.byteCount();
        at += bench().pageSize()) {
      assertTrue(pages.isLocked(at) && pages.isResident(at), "page 0x" + Long.toHexString(at));
    }
  }

  /**
   * A claimed RELOCK_IS_FREE charges nothing for a second lock, below the library. Look at whether
   * the kernel counts locks.
   */
  @Test
  default void optional_L10_claimedFreeRelockChargesNothing() {
    bench().needs(Capability.RELOCK_IS_FREE);
    LockOracle oracle = bench().needsOracle();
    TestRegion region = bench().region(2);
    bench().raw().lock(region.address(), region.byteCount());
    try {
      long once = oracle.lockedBytes();
      bench().raw().lock(region.address(), region.byteCount());
      assertEquals(once, oracle.lockedBytes());
    } finally {
      bench().raw().unlock(region.address(), region.byteCount());
    }
  }

  /** Claimed RESIDENCY counts locked pages as resident: look at the length that is asked for. */
  @Test
  default void optional_L10_claimedResidencyCountsLockedPages() {
    bench().needs(Capability.RESIDENCY);
    TestRegion region = bench().region(4);
    bench().lock(region, 1, 3);
    Residency residency = bench().locker().residency(bench().pages(region, 1, 3));
    assertEquals(Residency.of(2, 2, bench().pageSize()), residency);
  }

  /** Claimed RESIDENCY counts no page that is absent: look for an answer that is always full. */
  @Test
  default void optional_L10_claimedResidencyTellsAbsentPages() {
    bench().needs(Capability.RESIDENCY);
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    TestRegion region = bench().region(4);
    bench().lock(region, 1, 3);
    assertEquals(2, bench().locker().residency(region.range()).residentPages().orElseThrow());
  }

  /** Claimed LIMITS tells what is locked, and follows it: look for a number read once. */
  @Test
  default void optional_L10_claimedLimitsFollowWhatIsLocked() {
    bench().needs(Capability.LIMITS);
    LockLimits before = bench().locker().limits();
    assertTrue(before.soft().isKnown(), "the soft limit is known");
    if (before.lockedBytes().isPresent()) {
      bench().lock(bench().region(3), 0, 3);
      long after = bench().locker().limits().lockedBytes().orElseThrow();
      assertEquals(3L * bench().pageSize(), after - before.lockedBytes().getAsLong());
    }
  }
}
