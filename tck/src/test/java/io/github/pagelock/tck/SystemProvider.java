package io.github.pagelock.tck;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;

/** What PageLocker.system() finds here: a fake kernel in which nothing is mapped. */
public final class SystemProvider implements PageLockProvider {
  private final FakeKernel kernel = new FakeKernel();

  /** For ServiceLoader. */
  public SystemProvider() {}

  @Override
  public String name() {
    return "fake-system";
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
    return kernel;
  }
}
