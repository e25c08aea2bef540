package io.github.pagelock.internal.work;

import org.jspecify.annotations.Nullable;

/**
 * Tasks in the order in which they were brought, and those that are for later. Needs no memory. Not
 * thread-safe: the workers' mutex guards it.
 */
final class TaskQueue {
  private @Nullable Task first;
  private @Nullable Task last;
  private @Nullable Task later;

  boolean isEmpty() {
    return first == null && later == null;
  }

  void add(Task task) {
    task.due++;
    if (task.due == 1) {
      append(task);
    }
  }

  /** One that is for later already stays where it is. */
  void addLater(Task task, long dueNanos) {
    if (task.isForLater) {
      return;
    }
    task.isForLater = true;
    task.dueNanos = dueNanos;
    task.nextLater = later;
    later = task;
  }

  private void append(Task task) {
    if (last == null) {
      first = task;
    } else {
      last.next = task;
    }
    last = task;
  }

  /** The next run. One task that has several takes turns with the others. */
  @Nullable Task next(long now) {
    bringWhatIsDue(now);
    Task task = first;
    if (task == null) {
      return null;
    }
    first = task.next;
    if (first == null) {
      last = null;
    }
    task.next = null;
    task.due--;
    if (task.due > 0) {
      append(task);
    }
    return task;
  }

  /** Nanoseconds until something becomes due, or the longest time. */
  long nanosToNext(long now) {
    long nanos = Long.MAX_VALUE;
    for (Task task = later; task != null; task = task.nextLater) {
      nanos = Math.min(nanos, Math.max(0, task.dueNanos - now));
    }
    return nanos;
  }

  private void bringWhatIsDue(long now) {
    Task before = null;
    Task task = later;
    while (task != null) {
      Task following = task.nextLater;
      if (task.dueNanos - now <= 0) {
        if (before == null) {
          later = following;
        } else {
          before.nextLater = following;
        }
        task.nextLater = null;
        task.isForLater = false;
        add(task);
      } else {
        before = task;
      }
      task = following;
    }
  }
}
