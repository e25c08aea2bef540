package io.github.pagelock.internal.pages;

import io.github.pagelock.internal.base.Mutex;
import org.jspecify.annotations.Nullable;

/**
 * What could not be released for want of memory: still held, by nobody. The next call that locks or
 * releases pays it (X1).
 */
public final class Owed {
  private final Mutex mutex = new Mutex();
  private volatile @Nullable Hold first;

  public boolean isEmpty() {
    return first == null;
  }

  public void add(Hold hold) {
    mutex.lock();
    try {
      hold.next = first;
      first = hold;
    } finally {
      mutex.unlock();
    }
  }

  /** Takes all of it, as a chain. */
  public @Nullable Hold take() {
    mutex.lock();
    try {
      Hold all = first;
      first = null;
      return all;
    } finally {
      mutex.unlock();
    }
  }
}
