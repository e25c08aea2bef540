package io.github.pagelock.internal.process;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import java.util.Optional;

/** What {@link io.github.pagelock.LockPolicy#BEST_EFFORT} gives where the process is not locked. */
final class DegradedProcessLock implements ProcessLock {
  private final ProcessScope scope;
  private final LockMode mode;
  private final PageLockException degradation;

  DegradedProcessLock(ProcessScope scope, LockMode mode, PageLockException degradation) {
    this.scope = scope;
    this.mode = mode;
    this.degradation = degradation;
  }

  @Override
  public ProcessScope scope() {
    return scope;
  }

  @Override
  public LockMode mode() {
    return mode;
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
  public void close() {}

  @Override
  public String toString() {
    return "process not locked: " + degradation.getMessage();
  }
}
