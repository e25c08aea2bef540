package io.github.pagelock.tck;

import io.github.pagelock.fake.FakeKernel;

/** The fake kernel's own book. */
record FakeOracle(FakeKernel kernel) implements LockOracle {
  @Override
  public long lockedBytes() {
    return kernel.lockedBytes();
  }

  @Override
  public boolean tellsPages() {
    return true;
  }

  @Override
  public boolean isLocked(long pageAddress) {
    return kernel.isLocked(pageAddress);
  }

  @Override
  public boolean isOnFault(long pageAddress) {
    return kernel.isOnFault(pageAddress);
  }

  @Override
  public boolean isResident(long pageAddress) {
    return kernel.isResident(pageAddress);
  }
}
