package io.github.pagelock.fake;

import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;

/** A provider whose operating system is a {@link FakeKernel}, or anything else. */
public final class FakeProvider implements PageLockProvider {
  private final String name;
  private final int priority;
  private final Availability availability;
  private final PageOperations operations;

  public FakeProvider(PageOperations operations) {
    this("fake", 0, Availability.available(), operations);
  }

  public FakeProvider(
      String name, int priority, Availability availability, PageOperations operations) {
    this.name = name;
    this.priority = priority;
    this.availability = availability;
    this.operations = operations;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public Availability availability() {
    return availability;
  }

  @Override
  public PageOperations open() {
    return operations;
  }
}
