package io.github.pagelock.provider.fallback;

import io.github.pagelock.provider.linux.KernelOracle;
import io.github.pagelock.provider.linux.KitMemory;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.EngineConformance;
import io.github.pagelock.tck.LockOracle;
import io.github.pagelock.tck.TestMemory;
import java.util.Optional;

/** The whole kit on the running Linux, with VmLck, smaps and mincore as oracles. */
class FallbackConformanceTest extends EngineConformance {
  @Override
  protected PageLockProvider provider() {
    return new FallbackProvider();
  }

  @Override
  protected TestMemory memory(PageOperations operations) {
    return new KitMemory();
  }

  @Override
  protected Optional<LockOracle> oracle() {
    return Optional.of(new KernelOracle());
  }
}
