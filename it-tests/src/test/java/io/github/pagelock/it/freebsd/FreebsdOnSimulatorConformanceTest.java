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
    SimulatorFixture fixture = new SimulatorFixture(directory, 1);
    library = fixture.library;
    // A JVM's address space is more than the default, a third of the memory.
    fixture.simulator.sim_memlock(-1, -1);
    fixture.simulator.sim_sysctl("vm.max_user_wired", Integer.MAX_VALUE);
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
