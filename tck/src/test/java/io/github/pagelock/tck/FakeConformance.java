package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The kit on a fake kernel, whole; broken subjects override a part. */
abstract class FakeConformance extends EngineConformance {
  final FakeKernel kernel;

  FakeConformance() {
    this.kernel = new FakeKernel();
  }

  FakeConformance(int pageSize) {
    this.kernel = new FakeKernel(pageSize);
  }

  PageOperations operations() {
    return kernel;
  }

  @Override
  protected PageLockProvider provider() {
    return new FakeProvider(operations());
  }

  @Override
  protected TestMemory memory(PageOperations operations) {
    return new FakeMemory(kernel);
  }

  @Override
  protected Optional<LockOracle> oracle() {
    return Optional.of(new FakeOracle(kernel));
  }

  @AfterEach
  void nothingWasDoneThatTheSpiForbids() {
    assertEquals(List.of(), kernel.violations());
  }
}
