package io.github.pagelock.internal.handle;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import java.lang.ref.Reference;
import java.util.Optional;

/** An open lock. */
public final class Handle implements LockedRange {
  private final Verifier verifier;
  private final Release release;
  private final OpenHandles.Entry<Release> entry;

  Handle(Verifier verifier, Release release) {
    this.verifier = verifier;
    this.release = release;
    this.entry = OpenHandles.add(this, release);
  }

  @Override
  public MemoryRange range() {
    return release.range();
  }

  @Override
  public LockMode mode() {
    return release.mode();
  }

  @Override
  public long lockedAddress() {
    return release.wholePages(entry::isListed).start();
  }

  @Override
  public long lockedBytes() {
    return release.wholePages(entry::isListed).byteCount();
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
  public KernelState verify() {
    return verifier.verify(this);
  }

  @Override
  public void close() {
    try {
      Release first = entry.remove();
      if (first == null) {
        release.payWhatIsOwed();
      } else {
        first.release();
      }
    } finally {
      // Else the cleaner may do it while this thread believes to have waited for it.
      Reference.reachabilityFence(this);
    }
  }

  /** Nobody was given it, and what it holds is released by others. */
  void disown() {
    Release unused = entry.remove();
  }

  @Override
  public String toString() {
    return (isLocked() ? "locked: " : "closed: ") + release.range();
  }
}
