package io.github.pagelock.internal.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.internal.base.Mutex;
import io.github.pagelock.spi.MemoryMapper.Access;

/** Makes memory inaccessible while nobody uses it (M7). */
final class Seal {
  private final Mutex mutex = new Mutex();
  private final OwnPages pages;

  @GuardedBy("mutex")
  private boolean sealed;

  @GuardedBy("mutex")
  private int readers;

  @GuardedBy("mutex")
  private int writers;

  /** As the kernel has it. */
  @GuardedBy("mutex")
  private Access access = Access.READ_WRITE;

  Seal(OwnPages pages) {
    this.pages = pages;
  }

  void seal() {
    change(true);
  }

  void unseal() {
    change(false);
  }

  private void change(boolean wanted) {
    mutex.lock();
    try {
      boolean before = sealed;
      sealed = wanted;
      try {
        apply();
      } catch (Throwable asBefore) {
        sealed = before;
        throw asBefore;
      }
    } finally {
      mutex.unlock();
    }
  }

  boolean isSealed() {
    mutex.lock();
    try {
      return sealed;
    } finally {
      mutex.unlock();
    }
  }

  /** {@link #leave} follows, if it throws nothing. */
  void enter(boolean writes) {
    mutex.lock();
    try {
      count(writes, 1);
      apply();
    } catch (Throwable notEntered) {
      count(writes, -1);
      throw notEntered;
    } finally {
      mutex.unlock();
    }
  }

  /** What cannot be made inaccessible now is by the next who leaves. */
  void leave(boolean writes) {
    mutex.lock();
    try {
      count(writes, -1);
      apply();
    } finally {
      mutex.unlock();
    }
  }

  @GuardedBy("mutex")
  private void count(boolean writes, int more) {
    if (writes) {
      writers += more;
    } else {
      readers += more;
    }
  }

  @GuardedBy("mutex")
  private void apply() {
    Access needed = needed();
    if (access != needed) {
      pages.protect(needed);
      access = needed;
    }
  }

  @GuardedBy("mutex")
  private Access needed() {
    if (!sealed || writers > 0) {
      return Access.READ_WRITE;
    }
    return readers > 0 ? Access.READ : Access.NONE;
  }
}
