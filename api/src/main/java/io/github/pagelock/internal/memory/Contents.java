package io.github.pagelock.internal.memory;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.handle.Lost;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a memory holds, and how it ends: wiped, unlocked, given back, in this order (M5). */
final class Contents implements Lost {
  private static final AtomicBoolean LOSS_REPORTED = new AtomicBoolean();

  final OwnPages pages;
  final LockedRange lock;
  final Promises promises;
  final @Nullable Seal seal;
  private final @Nullable Throwable place;

  Contents(OwnPages pages, LockedRange lock, Promises promises, @Nullable Throwable place) {
    this.pages = pages;
    this.lock = lock;
    this.promises = promises;
    this.seal = promises.has(Capability.SEAL) ? new Seal(pages) : null;
    this.place = place;
  }

  /** Nobody uses it any more. What cannot be wiped stays locked. */
  void wipe() {
    if (seal != null) {
      seal.unseal();
    }
    pages.wipe();
  }

  /** It was wiped. What cannot be unlocked stays where it is: nobody else may get it. */
  void giveBack() {
    lock.close();
    pages.giveBack();
  }

  @Override
  public void releaseLost() {
    try {
      reportLoss();
    } catch (Throwable unsaid) {
      // The contents matter more.
    }
    try {
      wipe();
      giveBack();
    } catch (Throwable failure) {
      Log.warn("lost memory could not be given back: " + pages.range(), failure);
    }
  }

  private void reportLoss() {
    String what = "a " + LockedMemory.class.getSimpleName() + " of " + pages.range();
    if (place != null) {
      Log.warn(what + " was lost without close() and is wiped now; it was created here:", place);
    } else if (!LOSS_REPORTED.getAndSet(true)) {
      Log.warn(
          what
              + " was lost without close() and is wiped now; further ones are wiped silently. To see"
              + " where each was created, start with -D"
              + PageLocker.LEAK_DETECTION_PROPERTY
              + "=true");
    }
  }
}
