package io.github.pagelock.internal.pages;

import org.jspecify.annotations.Nullable;

/**
 * What a request holds of a range: ascending, adjacent pages in one piece. Needs no memory. Not
 * safe for use by several threads.
 */
public final class Holds {
  private @Nullable Hold first;

  /** Adds pages that are not in it yet, in the mode of the others. */
  public void add(Hold added) {
    Hold below = null;
    Hold above = first;
    while (above != null && above.at < added.at) {
      below = above;
      above = above.next;
    }
    Hold joined = added;
    if (below != null && below.end == added.at) {
      joined = below;
      joined.end = added.end;
    } else {
      added.next = above;
      if (below == null) {
        first = added;
      } else {
        below.next = added;
      }
    }
    if (above != null && joined.end == above.at) {
      joined.end = above.end;
      joined.next = above.next;
    }
  }

  /** Adds each of a chain. */
  public void addAll(@Nullable Hold chain) {
    Hold rest = chain;
    while (rest != null) {
      Hold following = rest.next;
      rest.next = null;
      add(rest);
      rest = following;
    }
  }

  /** Brings back what is left of a piece that was taken out: not joined, and not in its order. */
  public void putBack(Hold left) {
    left.next = first;
    first = left;
  }

  /** Takes the first piece out. */
  public @Nullable Hold take() {
    Hold taken = first;
    if (taken != null) {
      first = taken.next;
      taken.next = null;
    }
    return taken;
  }

  public int count() {
    int count = 0;
    for (Hold each = first; each != null; each = each.next) {
      count++;
    }
    return count;
  }
}
