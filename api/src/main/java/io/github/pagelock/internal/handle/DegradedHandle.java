package io.github.pagelock.internal.handle;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.pages.Pages;
import java.util.Optional;

/** What {@link io.github.pagelock.LockPolicy#BEST_EFFORT} gives for a lock that failed. */
public final class DegradedHandle implements LockedRange {
  private final Verifier verifier;
  private final MemoryRange range;
  private final Pages pages;
  private final LockMode mode;
  private final PageLockException degradation;
  private volatile boolean closed;

  DegradedHandle(
      Verifier verifier,
      MemoryRange range,
      Pages pages,
      LockMode mode,
      PageLockException degradation) {
    this.verifier = verifier;
    this.range = range;
    this.pages = pages;
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
    return pages.start();
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
    return verifier.verify(this);
  }

  public boolean isClosed() {
    return closed;
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
