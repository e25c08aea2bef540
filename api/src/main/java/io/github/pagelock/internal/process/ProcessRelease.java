package io.github.pagelock.internal.process;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.handle.Lost;
import io.github.pagelock.internal.pages.WholeProcess;
import io.github.pagelock.spi.LockFailure;
import org.jspecify.annotations.Nullable;

/** What a process lock holds, and how it is given back. */
final class ProcessRelease implements Lost {
  private final WholeProcess whole;
  private final Way way;
  private final ProcessScope scope;
  private final LockMode mode;
  private final @Nullable Throwable place;

  /** It has failed, and may be tried again; of whoever has the turn. */
  private boolean owed;

  ProcessRelease(
      WholeProcess whole, Way way, ProcessScope scope, LockMode mode, @Nullable Throwable place) {
    this.whole = whole;
    this.way = way;
    this.scope = scope;
    this.mode = mode;
    this.place = place;
  }

  ProcessScope scope() {
    return scope;
  }

  LockMode mode() {
    return mode;
  }

  void checkOutside() {
    whole.checkOutside();
  }

  void release() {
    whole.enter();
    try {
      if (whole.removeHolder()) {
        releaseAll();
      }
    } finally {
      whole.leave();
    }
  }

  /** A close that has failed is repeated, unless another process lock was opened meanwhile. */
  void again() {
    whole.enter();
    try {
      if (owed && !whole.hasHolders()) {
        releaseAll();
      }
    } finally {
      whole.leave();
    }
  }

  private void releaseAll() {
    owed = true;
    Throwable failure = release(whole, way);
    if (failure instanceof PageLockException known && known.reason() == Reason.UNLOCK_FAILED) {
      throw known;
    }
    if (failure != null) {
      throw LockFailure.of(Reason.UNLOCK_FAILED, "unlockProcess", 0, 0)
          .because("not all of the process could be unlocked, or locked again: " + failure)
          .causedBy(failure)
          .build();
    }
    owed = false;
  }

  /** By whoever has the turn. What somebody else had locked before stays locked. */
  static @Nullable Throwable release(WholeProcess whole, Way way) {
    if (whole.isForeign()) {
      whole.end();
      whole.ended();
      return null;
    }
    try {
      return way.release();
    } finally {
      whole.ended();
    }
  }

  @Override
  public void releaseLost() {
    String what = "a " + ProcessLock.class.getSimpleName() + " was lost without close()";
    Log.warn(what + " and is released now" + (place == null ? "" : "; created here:"), place);
    try {
      release();
    } catch (Throwable failure) {
      Log.warn("the process could not be unlocked", failure);
    }
  }
}
