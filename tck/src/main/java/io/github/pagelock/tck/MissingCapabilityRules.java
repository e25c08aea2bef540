package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** L10: what a provider does not have is refused. */
interface MissingCapabilityRules extends Rules {
  private PageLocker lockerWithout(Capability capability) {
    bench().recorder().hide(capability);
    PageLocker locker = bench().locker();
    assertFalse(locker.capabilities().contains(capability));
    return locker;
  }

  /** Without the capability buffers are refused: look for an address from elsewhere. */
  @Test
  default void required_L10_missingByteBuffersThrowsUnsupported() {
    PageLocker locker = lockerWithout(Capability.BYTE_BUFFERS);
    Rules.assertUnsupported(() -> locker.lock(ByteBuffer.allocateDirect(100)));
    assertEquals(0, bench().recorder().calls().size());
  }

  /** Without the capability on-fault locks are refused: look for a plain lock instead. */
  @Test
  default void required_L10_missingOnFaultThrowsUnsupported() {
    lockerWithout(Capability.ON_FAULT);
    TestRegion region = bench().region(2);
    Rules.assertUnsupported(() -> bench().lock(region.range(), LockMode.ON_FAULT));
    bench().assertPages(region, "..");
  }

  /** Without the capability residency is refused: look for a guess. */
  @Test
  default void required_L10_missingResidencyThrowsUnsupported() {
    PageLocker locker = lockerWithout(Capability.RESIDENCY);
    TestRegion region = bench().region(2);
    Rules.assertUnsupported(() -> locker.residency(region.range()));
  }

  /** Without the capability verify() is refused: look for an answer from the ledger. */
  @Test
  default void required_L10_missingVerifyThrowsUnsupported() {
    PageLocker locker = lockerWithout(Capability.VERIFY);
    LockedRange handle = bench().lock(bench().region(2), 0, 2);
    Rules.assertUnsupported(handle::verify);
    Rules.assertUnsupported(() -> locker.verify(List.of(handle)));
  }

  /** Without the capability limits are not told or raised: look for numbers that nobody told. */
  @Test
  default void required_L10_missingLimitsThrowsUnsupported() {
    PageLocker locker = lockerWithout(Capability.LIMITS);
    Rules.assertUnsupported(locker::limits);
    Rules.assertUnsupported(locker::raiseLimit);
  }
}
