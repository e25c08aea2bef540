package io.github.pagelock.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Unlocks intervals with the operations that locked them, goes on after a failure, and keeps the
 * first; the others are suppressed in it.
 */
final class UnlockFailures {
  private @Nullable Throwable first;

  UnlockFailures(@Nullable Throwable earlier) {
    first = earlier;
  }

  /** Returns the intervals that may still be locked. */
  List<Interval> unlock(List<Interval> intervals) {
    List<Interval> stillLocked = List.of();
    for (Interval interval : intervals) {
      try {
        interval.operations.unlock(interval.start, interval.end - interval.start);
      } catch (Throwable failure) {
        add(failure);
        if (stillLocked.isEmpty()) {
          stillLocked = new ArrayList<>();
        }
        stillLocked.add(interval);
      }
    }
    return stillLocked;
  }

  private void add(Throwable failure) {
    if (first == null) {
      first = failure;
    } else if (first != failure) {
      first.addSuppressed(failure);
    }
  }

  @Nullable Throwable first() {
    return first;
  }
}
