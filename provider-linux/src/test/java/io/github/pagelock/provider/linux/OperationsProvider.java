package io.github.pagelock.provider.linux;

import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;

/** Opens what a test made. */
final class OperationsProvider implements PageLockProvider {
  private final PageOperations operations;

  OperationsProvider(PageOperations operations) {
    this.operations = operations;
  }

  @Override
  public String name() {
    return "linux-of-a-test";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability availability() {
    return Availability.available();
  }

  @Override
  public PageOperations open() {
    return operations;
  }
}
