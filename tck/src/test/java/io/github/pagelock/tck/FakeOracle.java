package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.fake.FakeKernel;
import java.util.Optional;

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
  public boolean tellsPromises() {
    return true;
  }

  @Override
  public boolean isAccessible(long pageAddress) {
    return kernel.isAccessible(pageAddress);
  }

  @Override
  public Optional<Boolean> keeps(long pageAddress, Capability promise) {
    return Optional.of(kernel.mapper.keeps(pageAddress, promise));
  }

  @Override
  public boolean isResident(long pageAddress) {
    return kernel.isResident(pageAddress);
  }
}
