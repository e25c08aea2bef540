package io.github.pagelock.internal.work;

import org.jspecify.annotations.Nullable;

/**
 * Threads that have nothing to do, the last one first. Needs no memory. Guarded by the workers'
 * mutex.
 */
final class IdleThreads {
  private @Nullable Place first;

  /** A thread's place among them. */
  abstract static class Place {
    /** Set before it is there for the first time. */
    @Nullable Thread thread;

    private boolean listed;
    private @Nullable Place next;
  }

  void add(Place place) {
    if (!place.listed) {
      place.listed = true;
      place.next = first;
      first = place;
    }
  }

  void remove(Place place) {
    if (!place.listed) {
      return;
    }
    place.listed = false;
    if (first == place) {
      first = place.next;
    } else {
      Place before = first;
      while (before != null && before.next != place) {
        before = before.next;
      }
      if (before != null) {
        before.next = place.next;
      }
    }
    place.next = null;
  }

  /** Takes the first one out; null if there is none. */
  @Nullable Thread take() {
    Place taken = first;
    if (taken == null) {
      return null;
    }
    remove(taken);
    return taken.thread;
  }
}
