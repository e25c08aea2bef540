package io.github.pagelock.tck;

/** The same with the pages that arm64 can have. */
class Fake16KibPagesConformanceTest extends FakeConformance {
  Fake16KibPagesConformanceTest() {
    super(16 << 10);
  }
}
