package io.github.pagelock.files;

import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** The operations of this system's provider, changed by a test. */
class Operations extends ForwardingOperations {
  Operations(PageOperations delegate) {
    super(delegate);
  }

  static PageLocker locker(UnaryOperator<PageOperations> change) {
    PageLockProvider real =
        ServiceLoader.load(PageLockProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("linux"))
            .findFirst()
            .orElseThrow();
    return PageLocker.builder().provider(new Changed(real, change)).build();
  }

  private record Changed(PageLockProvider real, UnaryOperator<PageOperations> change)
      implements PageLockProvider {
    @Override
    public String name() {
      return "changed";
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Availability availability() {
      return real.availability();
    }

    @Override
    public PageOperations open() {
      return change.apply(real.open());
    }
  }
}
