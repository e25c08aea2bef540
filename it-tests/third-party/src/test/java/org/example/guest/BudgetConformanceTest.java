package org.example.guest;

import io.github.pagelock.spi.PageLockProvider;

/** A wrapper whose budget is not reached keeps every rule that its delegate keeps. */
class BudgetConformanceTest extends GuestConformanceTest {
  @Override
  protected PageLockProvider provider() {
    return new BudgetProvider(super.provider(), GuestMemory.QUOTA / 2);
  }
}
