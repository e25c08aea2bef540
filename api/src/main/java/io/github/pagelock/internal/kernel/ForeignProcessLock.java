package io.github.pagelock.internal.kernel;

import io.github.pagelock.internal.pages.WholeProcess;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody else has locked the whole process (mlockall), so that an unlock of ours would
 * undo it. The kernel is asked when something is to be unlocked, and not again for a moment.
 */
public final class ForeignProcessLock {
  static final long NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(10);

  private final @Nullable ProcessLocking process;
  private final WholeProcess own;
  private volatile long lastLook = System.nanoTime() - NANOS_BETWEEN_LOOKS;
  private volatile boolean locked;

  /**
   * Looks through a provider.
   *
   * @param own our own lock, which the kernel does not tell from another's
   */
  public ForeignProcessLock(PageOperations operations, WholeProcess own) {
    this.process = operations.process().orElse(null);
    this.own = own;
  }

  public boolean isThere() {
    if (process == null || own.isSeen()) {
      return false;
    }
    long now = System.nanoTime();
    if (now - lastLook >= NANOS_BETWEEN_LOOKS) {
      lastLook = now;
      locked = look(process) && !own.isSeen();
    }
    return locked;
  }

  private static boolean look(ProcessLocking process) {
    try {
      return process.isLockedByOthers();
    } catch (Throwable cannotTell) {
      return false;
    }
  }
}
