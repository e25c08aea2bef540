package io.github.pagelock.tck;

/** The same with the pages that ppc64le and arm64 can have. */
class Fake64KibPagesConformanceTest extends FakeConformance {
  Fake64KibPagesConformanceTest() {
    super(64 << 10);
  }
}
