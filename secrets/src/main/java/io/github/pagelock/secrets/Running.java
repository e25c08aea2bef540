package io.github.pagelock.secrets;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that this thread is using, so that it does not wait for itself.
 *
 * <p>A thread keeps arrays of the JDK's, which are empty while it uses none, and nothing that would
 * keep the class loader of this library.
 */
final class Running {
  /** So many leases are in an array; the place behind them is for an array of more. */
  private static final int NEXT = 4;

  private static final ThreadLocal<@Nullable Object[]> OF_THREAD = new ThreadLocal<>();

  private Running() {}

  /**
   * A use begins. Fails before it has done anything, or not at all.
   *
   * @return what to give to {@link #end}
   */
  static @Nullable Object[] begin(Lease lease) {
    @Nullable Object[] uses = OF_THREAD.get();
    if (uses == null) {
      uses = new @Nullable Object[NEXT + 1];
      OF_THREAD.set(uses);
    }
    while (uses[NEXT - 1] != null) {
      uses = next(uses);
    }
    uses[count(uses)] = lease;
    return uses;
  }

  private static @Nullable Object[] next(@Nullable Object[] uses) {
    if (uses[NEXT] == null) {
      uses[NEXT] = new @Nullable Object[NEXT + 1];
    }
    return (@Nullable Object[]) uses[NEXT];
  }

  /** The use that began last ends. */
  static void end(@Nullable Object[] uses) {
    uses[count(uses) - 1] = null;
  }

  /** Whether this thread uses one of those. */
  static boolean any(Predicate<Lease> wanted) {
    for (Object[] uses = OF_THREAD.get(); uses != null; uses = (Object[]) uses[NEXT]) {
      for (int i = 0; i < NEXT; i++) {
        if (uses[i] instanceof Lease lease && wanted.test(lease)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int count(@Nullable Object[] uses) {
    int count = 0;
    while (count < NEXT && uses[count] != null) {
      count++;
    }
    return count;
  }
}
