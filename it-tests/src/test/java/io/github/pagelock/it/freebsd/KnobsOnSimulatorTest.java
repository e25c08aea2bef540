package io.github.pagelock.it.freebsd;

import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.provider.linux.KernelOracle;
import io.github.pagelock.provider.linux.KitMemory;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.LockOracle;
import io.github.pagelock.tck.PageLockConformance;
import io.github.pagelock.tck.TestMemory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a provider can break, on the simulator of 12.1-RELEASE (SIGSEGV beyond the end of a file)
 * with daemons that are done before the submit returns, and time-outs of aio_suspend that start
 * again.
 */
// Not named ...ConformanceTest: it is no provider of its own in the table of rules.
@Tag("long")
class KnobsOnSimulatorTest extends PageLockConformance {
  @TempDir private static Path directory;
  private static Path library;

  @BeforeAll
  static void compileTheSimulator() throws Exception {
    SimulatorFixture fixture = new SimulatorFixture(directory, 1);
    library = fixture.library;
    // A JVM's address space is more than the default, a third of the memory.
    fixture.simulator.sim_memlock(-1, -1);
    fixture.simulator.sim_osreldate(1_201_000);
    fixture.simulator.sim_sysctl("vm.max_wired", Integer.MAX_VALUE);
    fixture.simulator.sim_eager(1);
    fixture.simulator.sim_suspend_restarts(1000);
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
