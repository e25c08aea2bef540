package io.github.pagelock.internal.pages;

import io.github.pagelock.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * Pages that somebody has a hold on and will release. It is its own place in a list of such, so
 * that nothing that is held is forgotten for want of memory (X1).
 */
public class Hold {
  /** From here on the pages are still held; moves on while they are released. */
  public long at;

  public long end;
  public final LockMode mode;
  public @Nullable Hold next;

  public Hold(long at, long end, LockMode mode) {
    this.at = at;
    this.end = end;
    this.mode = mode;
  }
}
