package io.github.pagelock.it.freebsd;

import io.github.pagelock.provider.freebsd.FreeBsdProvider;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.EngineConformance;
import io.github.pagelock.tck.LockOracle;
import io.github.pagelock.tck.TestMemory;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The whole kit on FreeBSD itself, with procstat(1) as oracle. */
@EnabledOnOs(value = OS.FREEBSD, disabledReason = "the real kernel is on FreeBSD only")
class FreebsdConformanceTest extends EngineConformance {
  @Override
  protected PageLockProvider provider() {
    return new FreeBsdProvider();
  }

  @Override
  protected TestMemory memory(PageOperations operations) {
    return new FreeBsdMemory();
  }

  @Override
  protected Optional<LockOracle> oracle() {
    return Optional.of(new FreeBsdOracle());
  }
}
