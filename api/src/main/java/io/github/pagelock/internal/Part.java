package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.spi.Populator;
import org.jspecify.annotations.Nullable;

/** One range of a pending request, and what the request holds of it. */
final class Part {
  /** Kept until the request has ended, and with it the memory's owner (A11). */
  final MemoryRange range;

  final LockRequest request;

  /** What the request holds in its own mode. */
  final Spans held = new Spans();

  /** What it holds on fault, on the way to a plain lock. */
  final Spans marked = new Spans();

  /** Whether its bytes are reserved. */
  boolean admitted;

  /** Whether it was read because it could not be locked. */
  volatile boolean touched;

  /** Not null if this part goes the way of MARK, POPULATE, FINISH, UNMARK. */
  @Nullable Populator populator;

  Part(MemoryRange range, LockRequest request) {
    this.range = range;
    this.request = request;
  }

  Pages pages() {
    return request.pages;
  }

  /** Where a hold in this mode is kept. */
  Spans holds(LockMode mode, LockMode ofRequest) {
    return mode == ofRequest ? held : marked;
  }
}
