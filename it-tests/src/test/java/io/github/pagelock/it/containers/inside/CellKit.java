package io.github.pagelock.it.containers.inside;

import io.github.pagelock.it.freebsd.FreeBsdMemory;
import io.github.pagelock.it.freebsd.FreeBsdOracle;
import io.github.pagelock.provider.linux.KernelOracle;
import io.github.pagelock.provider.linux.KitMemory;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.EngineConformance;
import io.github.pagelock.tck.LockOracle;
import io.github.pagelock.tck.TestMemory;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The whole kit on the provider that a property names, with the system's own oracles on Linux and
 * FreeBSD.
 */
// Not named ...Test: only KitMain runs it.
class CellKit extends EngineConformance {
  static final String PROVIDER = "pagelock.kit.provider";
  private static final String SYSTEM = System.getProperty("os.name");

  @Override
  protected PageLockProvider provider() {
    return named(System.getProperty(PROVIDER, ""));
  }

  static PageLockProvider named(String name) {
    return ServiceLoader.load(PageLockProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no provider named " + name));
  }

  @Override
  protected TestMemory memory(PageOperations operations) {
    return switch (SYSTEM) {
      case "Linux" -> new KitMemory();
      case "FreeBSD" -> new FreeBsdMemory();
      default -> super.memory(operations);
    };
  }

  @Override
  protected Optional<LockOracle> oracle() {
    return switch (SYSTEM) {
      case "Linux" -> Optional.of(new KernelOracle());
      case "FreeBSD" -> Optional.of(new FreeBsdOracle());
      default -> Optional.empty();
    };
  }
}
