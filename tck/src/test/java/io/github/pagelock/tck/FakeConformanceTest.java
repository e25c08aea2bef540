package io.github.pagelock.tck;

/** The engine over the fake kernel passes every rule. */
class FakeConformanceTest extends FakeConformance {}
