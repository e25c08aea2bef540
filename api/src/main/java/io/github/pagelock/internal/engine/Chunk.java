package io.github.pagelock.internal.engine;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Pages;
import org.jspecify.annotations.Nullable;

/** What is locked of a range at once; afterwards the hold on it. */
public class Chunk extends Hold {
  public final RangeLock lock;
  public final Pages pages;

  /** Pages of one that has failed that others had locked: a hold on them was counted at once. */
  public @Nullable Hold stillHeld;

  public Chunk(RangeLock lock, Pages pages, LockMode mode) {
    super(pages.start(), pages.end(), mode);
    this.lock = lock;
    this.pages = pages;
  }
}
