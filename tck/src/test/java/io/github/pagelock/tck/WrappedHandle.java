package io.github.pagelock.tck;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import java.util.Optional;

/** A handle to break: passes everything on. */
class WrappedHandle implements LockedRange {
  final LockedRange delegate;

  WrappedHandle(LockedRange delegate) {
    this.delegate = delegate;
  }

  @Override
  public MemoryRange range() {
    return delegate.range();
  }

  @Override
  public LockMode mode() {
    return delegate.mode();
  }

  @Override
  public long lockedAddress() {
    return delegate.lockedAddress();
  }

  @Override
  public long lockedBytes() {
    return delegate.lockedBytes();
  }

  @Override
  public boolean isLocked() {
    return delegate.isLocked();
  }

  @Override
  public Optional<PageLockException> degradation() {
    return delegate.degradation();
  }

  @Override
  public KernelState verify() {
    return delegate.verify();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
