package io.github.pagelock.tck;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.Populator;
import java.util.Optional;

/** A fake kernel with a populator, as Linux has one. */
class SteppedOperations extends ForwardingOperations {
  private final FakeKernel kernel;

  SteppedOperations(FakeKernel kernel) {
    super(kernel);
    this.kernel = kernel;
  }

  @Override
  public Optional<Populator> populator(long address, long byteCount) {
    return Optional.of(kernel::touch);
  }
}
