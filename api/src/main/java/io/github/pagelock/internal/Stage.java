package io.github.pagelock.internal;

/** What is done to the chunks of a request; docs/pending.md has the table. */
enum Stage {
  ADMIT,
  LOCK,
  MARK,
  POPULATE,
  FINISH,
  UNMARK,
  ROLLBACK,
  TOUCH,
  ENDED;

  /** What follows; a stage without work is passed over. */
  Stage next(boolean stopping, boolean cancelled) {
    return switch (this) {
      case UNMARK, TOUCH, ENDED -> ENDED;
      case ROLLBACK -> cancelled ? ENDED : TOUCH;
      case ADMIT -> stopping ? ROLLBACK : LOCK;
      case LOCK -> stopping ? ROLLBACK : MARK;
      case MARK -> stopping ? ROLLBACK : POPULATE;
      case POPULATE -> stopping ? ROLLBACK : FINISH;
      case FINISH -> stopping ? ROLLBACK : UNMARK;
    };
  }

  /** Whether bytes count as locked when this stage has done them. */
  boolean isProgress() {
    return this == LOCK || this == POPULATE;
  }

  /** Whether it is what a failure or a cancel leads to. */
  boolean isWayDown() {
    return this == ROLLBACK || this == TOUCH;
  }

  /** Whether a range is one chunk: the kernel is not called. */
  boolean isUncut() {
    return this == UNMARK || this == TOUCH;
  }
}
