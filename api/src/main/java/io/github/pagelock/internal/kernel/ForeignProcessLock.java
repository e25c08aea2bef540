package io.github.pagelock.internal.kernel;

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
  private volatile long lastLook = System.nanoTime() - NANOS_BETWEEN_LOOKS;
  private volatile boolean locked;

  public ForeignProcessLock(PageOperations operations) {
    this.process = operations.process().orElse(null);
  }

  public boolean isThere() {
    if (process == null) {
      return false;
    }
    long now = System.nanoTime();
    if (now - lastLook >= NANOS_BETWEEN_LOOKS) {
      lastLook = now;
      locked = look(process);
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
