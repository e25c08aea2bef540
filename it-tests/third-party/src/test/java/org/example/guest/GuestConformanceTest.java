package org.example.guest;

import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.EngineConformance;
import io.github.pagelock.tck.LockOracle;
import io.github.pagelock.tck.TestMemory;
import java.util.Optional;

/** The kit on a guest's memory, with the hypervisor as the oracle. */
class GuestConformanceTest extends EngineConformance {
  final GuestMemory guest = new GuestMemory();

  // @start region="kit"
  @Override
  protected PageLockProvider provider() {
    return new GuestProvider(guest);
  }

  @Override
  protected TestMemory memory(PageOperations operations) {
    return new GuestTestMemory(guest);
  }

  @Override
  protected Optional<LockOracle> oracle() {
    return Optional.of(new HypervisorOracle(guest));
  }
  // @end
}
