package io.github.pagelock.tck;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import java.util.Optional;

/** A process lock to break: passes everything on. */
class WrappedProcessLock implements ProcessLock {
  final ProcessLock delegate;

  WrappedProcessLock(ProcessLock delegate) {
    this.delegate = delegate;
  }

  @Override
  public ProcessScope scope() {
    return delegate.scope();
  }

  @Override
  public LockMode mode() {
    return delegate.mode();
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
  public void close() {
    delegate.close();
  }
}
