package io.github.pagelock.internal.engine;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.pages.Holds;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.watch.Watched;
import io.github.pagelock.spi.Populator;
import org.jspecify.annotations.Nullable;

/**
 * A range on its way to be locked: its pages, what is held and what is reserved of them, its trace.
 * One thread's if it is synchronous; else the request's mutex guards what is held.
 */
public final class RangeLock implements Watched {
  /** Kept until the end, and with it the memory's owner (A11). */
  public final MemoryRange range;

  public final Pages pages;
  public final LockMode mode;

  /** Not null if it is being recorded. */
  public final @Nullable Trace trace;

  /** What is held in its own mode. */
  public final Holds held = new Holds();

  /** What is held on fault, on the way to a plain lock. */
  public final Holds marked = new Holds();

  /** Not null if it goes the way of MARK, POPULATE, FINISH, UNMARK. */
  public @Nullable Populator populator;

  private @Nullable Reservation reservation;

  public RangeLock(MemoryRange range, Pages pages, LockMode mode, @Nullable Trace trace) {
    this.range = range;
    this.pages = pages;
    this.mode = mode;
    this.trace = trace;
  }

  /** Made by the first who asks: most locks are too small to have one. */
  public Reservation reservation() {
    Reservation known = reservation;
    if (known == null) {
      known = new Reservation(pages);
      reservation = known;
    }
    return known;
  }

  public @Nullable Reservation reservationIfAny() {
    return reservation;
  }

  /** Where a hold in this mode is kept. */
  public Holds holds(LockMode holdMode) {
    return holdMode == mode ? held : marked;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public long address() {
    return pages.start();
  }

  @Override
  public long byteCount() {
    return range.byteCount();
  }

  @Override
  public long pageBytes() {
    return pages.byteCount();
  }
}
