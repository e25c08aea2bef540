package io.github.pagelock.internal;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Optional;

/** An open lock. */
final class Handle implements LockedRange {
  private static final Cleaner CLEANER =
      Cleaner.create(
          runnable -> {
            Thread thread = new Thread(null, runnable, "pagelock-cleaner", 0, false);
            thread.setDaemon(true);
            return thread;
          });

  private final DefaultPageLocker locker;
  private final Hold hold;
  private final Cleaner.Cleanable cleanable;

  Handle(DefaultPageLocker locker, Hold hold) {
    this.locker = locker;
    this.hold = hold;
    this.cleanable = CLEANER.register(this, hold);
  }

  @Override
  public MemoryRange range() {
    return hold.range();
  }

  @Override
  public LockMode mode() {
    return hold.mode();
  }

  @Override
  public long lockedAddress() {
    return hold.pages().start();
  }

  @Override
  public long lockedBytes() {
    return hold.pages().byteCount();
  }

  @Override
  public boolean isLocked() {
    return hold.isOpen();
  }

  @Override
  public Optional<PageLockException> degradation() {
    return Optional.empty();
  }

  @Override
  public KernelState verify() {
    return locker.verify(List.of(this)).get(0);
  }

  @Override
  public void close() {
    try {
      hold.closing();
      cleanable.clean();
    } finally {
      // Else the cleaner may do it while this thread believes to have waited for it.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    return (isLocked() ? "locked: " : "closed: ") + hold.range();
  }
}
