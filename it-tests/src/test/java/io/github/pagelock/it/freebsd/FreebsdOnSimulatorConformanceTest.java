package io.github.pagelock.it.freebsd;

import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.provider.linux.KernelOracle;
import io.github.pagelock.provider.linux.KitMemory;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.EngineConformance;
import io.github.pagelock.tck.LockOracle;
import io.github.pagelock.tck.TestMemory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole kit with the provider for FreeBSD on the simulator, which is not FreeBSD; VmLck, smaps
 * and mincore of the running Linux are the oracles.
 */
class FreebsdOnSimulatorConformanceTest extends EngineConformance {
  @TempDir private static Path directory;
  private static Path library;

  @BeforeAll
  static void compileTheSimulator() throws Exception {
    library = new SimulatorFixture(directory, 1).library;
  }

  @Override
  protected PageLockProvider provider() {
    return FreeBsdOnLibrary.provider(library);
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
