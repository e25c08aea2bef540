package io.github.pagelock.tck;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What calls shall throw that no provider should. */
final class PlannedThrows {
  private final List<Plan> plans = new ArrayList<>();
  private @Nullable CancelPlan ofCancel;

  private record Plan(Predicate<KernelCall> matcher, Throwable thrown) {}

  private record CancelPlan(long address, Throwable thrown) {}

  synchronized void plan(Predicate<KernelCall> matcher, Throwable thrown) {
    plans.add(new Plan(matcher, checked(thrown)));
  }

  /** The next cancel of a request that is in a queue, for memory that begins at an address. */
  synchronized void planCancel(long address, Throwable thrown) {
    ofCancel = new CancelPlan(address, checked(thrown));
  }

  private static Throwable checked(Throwable thrown) {
    if (thrown instanceof RuntimeException || thrown instanceof Error) {
      return thrown;
    }
    throw new IllegalArgumentException("neither a RuntimeException nor an Error: " + thrown);
  }

  synchronized void clear() {
    plans.clear();
    ofCancel = null;
  }

  synchronized boolean isEmpty() {
    return plans.isEmpty() && ofCancel == null;
  }

  /** Throws what is planned for this call, if anything is; each plan once. */
  void pass(KernelCall call) {
    rethrow(take(call));
  }

  /** What is planned for this call, which then is not planned any more. */
  synchronized @Nullable Throwable take(KernelCall call) {
    for (Iterator<Plan> all = plans.iterator(); all.hasNext(); ) {
      Plan plan = all.next();
      if (plan.matcher().test(call)) {
        all.remove();
        return plan.thrown();
      }
    }
    return null;
  }

  void passCancel(long address) {
    CancelPlan planned;
    synchronized (this) {
      planned = ofCancel;
      if (planned == null || planned.address() != address) {
        return;
      }
      ofCancel = null;
    }
    rethrow(planned.thrown());
  }

  static void rethrow(@Nullable Throwable planned) {
    if (planned instanceof RuntimeException exception) {
      throw exception;
    }
    if (planned instanceof Error error) {
      throw error;
    }
  }
}
