package io.github.pagelock.internal.steps;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.engine.RangeLock;
import java.util.ArrayList;
import java.util.List;

/** What is done to the chunks of a request; docs/pending.md has the table. */
public enum Stage {
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
  public Stage next(boolean stopping, boolean cancelled) {
    return switch (this) {
      case TOUCH, ENDED -> ENDED;
      case ROLLBACK -> cancelled ? ENDED : TOUCH;
      case ADMIT -> stopping ? ROLLBACK : LOCK;
      case LOCK -> stopping ? ROLLBACK : MARK;
      case MARK -> stopping ? ROLLBACK : POPULATE;
      case POPULATE -> stopping ? ROLLBACK : FINISH;
      case FINISH -> stopping ? ROLLBACK : UNMARK;
      case UNMARK -> stopping ? ROLLBACK : ENDED;
    };
  }

  /** Whether bytes count as locked when this stage has done them. */
  public boolean isProgress() {
    return this == LOCK || this == POPULATE;
  }

  /** Whether the pages of a chunk are held when it is done. */
  public boolean isHold() {
    return this == LOCK || this == MARK || this == FINISH;
  }

  /** Whether it gives back what is held, instead of doing chunks. */
  public boolean isRelease() {
    return this == UNMARK || this == ROLLBACK;
  }

  /** Whether it is what a failure or a cancel leads to. */
  public boolean isWayDown() {
    return this == ROLLBACK || this == TOUCH;
  }

  /**
   * The ranges that have chunks in it.
   *
   * @param touches whether pages that could not be locked are to be read (BEST_EFFORT, L10)
   */
  public List<RangeLock> work(List<RangeLock> locks, LockMode mode, boolean touches) {
    List<RangeLock> work = new ArrayList<>(locks.size());
    for (RangeLock lock : locks) {
      boolean stepped = lock.populator != null;
      boolean has =
          switch (this) {
            case LOCK -> !stepped;
            case MARK, POPULATE, FINISH -> stepped;
            case TOUCH -> touches && mode == LockMode.PLAIN;
            case ADMIT, UNMARK, ROLLBACK, ENDED -> false;
          };
      if (has) {
        work.add(lock);
      }
    }
    return work;
  }

  /** The mode of the holds that it takes. */
  LockMode holdMode(LockMode ofRequest) {
    return this == MARK ? LockMode.ON_FAULT : ofRequest;
  }
}
