package org.example.guest;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.List;

/**
 * A policy around another provider: its memory, its ledger, and a budget of bytes. Pagelock refuses
 * what exceeds the limits that a provider tells, before anything is touched; so the budget is a
 * limit.
 */
public final class BudgetProvider implements PageLockProvider {
  private final PageLockProvider delegate;
  private final long budget;

  /**
   * Allows less than the operating system.
   *
   * @param delegate the provider that does the work
   * @param budget what may be locked in all, in bytes
   */
  public BudgetProvider(PageLockProvider delegate, long budget) {
    this.delegate = delegate;
    this.budget = budget;
  }

  @Override
  public String name() {
    return "budget-" + delegate.name();
  }

  @Override
  public int priority() {
    return delegate.priority() + 1;
  }

  @Override
  public Availability availability() {
    Availability available = delegate.availability();
    return !available.isAvailable() || tellsLockedBytes()
        ? available
        : Availability.unavailable(
            "a budget needs to know what is locked, and the provider "
                + delegate.name()
                + " cannot tell");
  }

  private boolean tellsLockedBytes() {
    PageOperations operations = delegate.open();
    return operations.capabilities().contains(Capability.LIMITS)
        && LimitNumbers.locked(operations.limits()) != LimitNumbers.UNKNOWN;
  }

  @Override
  public PageOperations open() {
    return new ForwardingOperations(delegate.open()) {
      @Override
      public LockLimits limits() {
        LockLimits real = delegate.limits();
        return withinBudget(real)
            ? real
            : LimitNumbers.of(budget, budget, LimitNumbers.locked(real));
      }

      @Override
      public Cure cure(Bound bound, long needed) {
        if (bound != Bound.LOCKED_BYTES || withinBudget(delegate.limits())) {
          return delegate.cure(bound, needed);
        }
        Remedy remedy = Remedy.of("raise the budget to " + needed + " bytes", true);
        return Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
      }
    };
  }

  /** Whether the system allows even less. */
  private boolean withinBudget(LockLimits real) {
    return real.binds() && LimitNumbers.soft(real) <= budget;
  }
}
