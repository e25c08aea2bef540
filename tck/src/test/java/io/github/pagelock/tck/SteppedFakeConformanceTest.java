package io.github.pagelock.tck;

import io.github.pagelock.spi.PageOperations;

/** The same where the provider populates: big asynchronous locks go the way of MARK to UNMARK. */
class SteppedFakeConformanceTest extends FakeConformance {
  @Override
  PageOperations operations() {
    return new SteppedOperations(kernel);
  }
}
