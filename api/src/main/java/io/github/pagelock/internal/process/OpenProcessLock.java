package io.github.pagelock.internal.process;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.internal.handle.OpenHandles;
import java.lang.ref.Reference;
import java.util.Optional;

/** An open lock of the process. */
final class OpenProcessLock implements ProcessLock {
  private final ProcessRelease release;
  private final OpenHandles.Entry<ProcessRelease> entry;

  OpenProcessLock(ProcessRelease release) {
    this.release = release;
    this.entry = OpenHandles.add(this, release);
  }

  @Override
  public ProcessScope scope() {
    return release.scope();
  }

  @Override
  public LockMode mode() {
    return release.mode();
  }

  @Override
  public boolean isLocked() {
    return entry.isListed();
  }

  @Override
  public Optional<PageLockException> degradation() {
    return Optional.empty();
  }

  @Override
  public void close() {
    release.checkOutside();
    try {
      if (entry.remove() == null) {
        release.again();
      } else {
        release.release();
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    return "process " + (isLocked() ? "locked: " : "lock closed: ") + scope() + ", " + mode();
  }
}
