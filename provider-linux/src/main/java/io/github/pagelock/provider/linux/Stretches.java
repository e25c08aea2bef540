package io.github.pagelock.provider.linux;

import io.github.pagelock.KernelState;
import io.github.pagelock.provider.linux.proc.SmapsMapping;
import io.github.pagelock.spi.PageSpan;
import java.util.Arrays;
import java.util.List;

/**
 * The stretches between neighbouring boundaries and what the kernel said of each; sums from the
 * left answer for any span in logarithmic time, however many spans overlap.
 */
final class Stretches {
  private static final int MAPPED = 1;
  private static final int LOCKED = 2;
  private static final int INCOMPLETE = 4;
  private static final int ON_FAULT = 8;

  /** Residency is not known from mincore: smaps decides. */
  private static final int UNTOLD = 16;

  /** Whether it is locked is not known from msync, or may be by nature: smaps decides. */
  private static final int DOUBTFUL = 32;

  private static final int UNKNOWN = 64;

  private final long[] boundaries;
  private final byte[] marks;
  private final boolean[] asked;
  private final int[] mapped;
  private final int[] locked;
  private final int[] incomplete;
  private final int[] onFault;
  private final int[] doubtful;
  private final int[] unknown;

  Stretches(long[] sortedBoundaries) {
    int count = sortedBoundaries.length - 1;
    this.boundaries = sortedBoundaries;
    this.marks = new byte[count];
    this.asked = new boolean[count];
    this.mapped = new int[count + 1];
    this.locked = new int[count + 1];
    this.incomplete = new int[count + 1];
    this.onFault = new int[count + 1];
    this.doubtful = new int[count + 1];
    this.unknown = new int[count + 1];
  }

  int count() {
    return marks.length;
  }

  int indexOf(long boundary) {
    return Arrays.binarySearch(boundaries, boundary);
  }

  long start(int i) {
    return boundaries[i];
  }

  long end(int i) {
    return boundaries[i + 1];
  }

  /** Between the spans lies memory that nobody asked about. */
  void markAsked(List<PageSpan> spans) {
    int[] opened = new int[boundaries.length];
    for (PageSpan span : spans) {
      opened[from(span)]++;
      opened[to(span)]--;
    }
    int open = 0;
    for (int i = 0; i < asked.length; i++) {
      open += opened[i];
      asked[i] = open > 0;
    }
  }

  boolean isAsked(int i) {
    return asked[i];
  }

  void setMapped(int i) {
    marks[i] |= MAPPED;
  }

  void setLocked(int i) {
    marks[i] |= LOCKED;
  }

  void setIncomplete(int i, boolean untold) {
    marks[i] |= (byte) (untold ? INCOMPLETE | UNTOLD : INCOMPLETE);
  }

  /** What msync says of it is not the whole truth, or nothing. */
  void setDoubtful(int i, boolean untold) {
    marks[i] |= (byte) (untold ? DOUBTFUL | UNTOLD : DOUBTFUL);
  }

  /** That mincore says so, of a stretch whose whole mapping is not. */
  void setComplete(int i) {
    marks[i] &= ~(INCOMPLETE | ON_FAULT);
  }

  boolean isIncomplete(int i) {
    return (marks[i] & INCOMPLETE) != 0;
  }

  /** What smaps says of a stretch that msync or mincore left open. */
  void explain(int i, SmapsMapping mark) {
    boolean untold = (marks[i] & UNTOLD) != 0;
    if ((marks[i] & DOUBTFUL) != 0) {
      if (!mark.isTold()) {
        marks[i] |= (byte) (untold ? UNKNOWN : 0);
      } else if (mark.isLocked() || mark.isHuge()) {
        marks[i] |= (byte) (mark.isComplete() ? LOCKED : LOCKED | INCOMPLETE);
      }
      marks[i] &= ~(DOUBTFUL | UNTOLD);
    } else if (untold && mark.isComplete()) {
      marks[i] &= ~(INCOMPLETE | UNTOLD);
    } else if (untold && !mark.isTold()) {
      marks[i] |= UNKNOWN;
    }
    // A huge page is there from its first touch on, as if it were locked so.
    if ((marks[i] & INCOMPLETE) != 0 && (mark.isOnFault() || mark.isHuge())) {
      marks[i] |= ON_FAULT;
    }
  }

  void sum() {
    for (int i = 0; i < marks.length; i++) {
      mapped[i + 1] = mapped[i] + has(i, MAPPED);
      locked[i + 1] = locked[i] + has(i, LOCKED);
      incomplete[i + 1] = incomplete[i] + has(i, INCOMPLETE);
      onFault[i + 1] = onFault[i] + has(i, ON_FAULT);
      doubtful[i + 1] = doubtful[i] + has(i, DOUBTFUL);
      unknown[i + 1] = unknown[i] + has(i, UNKNOWN);
    }
  }

  /** Whether smaps may tell more. */
  boolean isOpen(PageSpan span) {
    return in(span, doubtful) > 0 || isLockedButIncomplete(span);
  }

  private boolean isLockedButIncomplete(PageSpan span) {
    return in(span, locked) == to(span) - from(span) && in(span, incomplete) > 0;
  }

  KernelState state(PageSpan span) {
    int all = to(span) - from(span);
    if (in(span, mapped) == 0) {
      return KernelState.NOT_MAPPED;
    }
    if (in(span, unknown) > 0) {
      return KernelState.UNKNOWN;
    }
    if (in(span, mapped) < all) {
      return KernelState.PARTLY;
    }
    if (in(span, locked) == 0) {
      return KernelState.NOT_LOCKED;
    }
    if (in(span, locked) < all) {
      return KernelState.PARTLY;
    }
    if (in(span, incomplete) == 0) {
      return KernelState.LOCKED;
    }
    return in(span, onFault) == in(span, incomplete)
        ? KernelState.ON_FAULT
        : KernelState.NOT_RESIDENT;
  }

  private int has(int i, int mark) {
    return (marks[i] & mark) == 0 ? 0 : 1;
  }

  private int from(PageSpan span) {
    return indexOf(span.address());
  }

  private int to(PageSpan span) {
    return indexOf(span.address() + span.byteCount());
  }

  private int in(PageSpan span, int[] sums) {
    return sums[to(span)] - sums[from(span)];
  }
}
