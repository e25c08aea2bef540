package io.github.pagelock.internal;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import java.util.List;
import java.util.Optional;

/** What {@link io.github.pagelock.LockPolicy#BEST_EFFORT} gives for a lock that failed. */
final class DegradedHandle implements LockedRange {
  private final DefaultPageLocker locker;
  private final MemoryRange range;
  private final LockMode mode;
  private final PageLockException degradation;
  private volatile boolean closed;

  DegradedHandle(
      DefaultPageLocker locker, MemoryRange range, LockMode mode, PageLockException degradation) {
    this.locker = locker;
    this.range = range;
    this.mode = mode;
    this.degradation = degradation;
  }

  @Override
  public MemoryRange range() {
    return range;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public long lockedAddress() {
    return degradation.address();
  }

  @Override
  public long lockedBytes() {
    return 0;
  }

  @Override
  public boolean isLocked() {
    return false;
  }

  @Override
  public Optional<PageLockException> degradation() {
    return Optional.of(degradation);
  }

  @Override
  public KernelState verify() {
    if (closed) {
      throw new IllegalStateException("the handle is closed: " + this);
    }
    return locker.verify(List.of(this)).get(0);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "not locked: " + range + ": " + degradation.getMessage();
  }
}
