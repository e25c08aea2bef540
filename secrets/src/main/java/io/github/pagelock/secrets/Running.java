package io.github.pagelock.secrets;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that this thread is using, so that it does not wait for itself.
 *
 * <p>A thread keeps an array of the JDK's, which is empty while it uses none, and nothing that
 * would keep the class loader of this library.
 */
final class Running {
  private static final int USUAL_DEPTH = 4;
  private static final ThreadLocal<@Nullable Object[]> OF_THREAD = new ThreadLocal<>();

  private Running() {}

  /** A use begins. Fails before it has done anything, or not at all. */
  static void begin(Lease lease) {
    @Nullable Object[] uses = OF_THREAD.get();
    if (uses == null) {
      uses = new @Nullable Object[USUAL_DEPTH];
      OF_THREAD.set(uses);
    }
    int depth = depth(uses);
    if (depth == uses.length) {
      uses = Arrays.copyOf(uses, 2 * depth);
      OF_THREAD.set(uses);
    }
    uses[depth] = lease;
  }

  /** The one that began last ends. */
  static void end() {
    @Nullable Object[] uses = OF_THREAD.get();
    uses[depth(uses) - 1] = null;
  }

  /** Whether this thread uses one of those. */
  static boolean any(Predicate<Lease> wanted) {
    @Nullable Object[] uses = OF_THREAD.get();
    if (uses == null) {
      return false;
    }
    for (Object use : uses) {
      if (use instanceof Lease lease && wanted.test(lease)) {
        return true;
      }
    }
    return false;
  }

  private static int depth(@Nullable Object[] uses) {
    int depth = 0;
    while (depth < uses.length && uses[depth] != null) {
      depth++;
    }
    return depth;
  }
}
