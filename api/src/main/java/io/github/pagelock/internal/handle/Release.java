package io.github.pagelock.internal.handle;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.watch.Telemetry;
import io.github.pagelock.internal.watch.Watched;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a handle holds in the ledger, and how it is given back: once, by close() or because the
 * handle was lost. Keeps the range, and so the memory's owner, reachable until then (L6). There is
 * one for each handle, so every field counts.
 */
class Release extends Hold implements Watched, Lost {
  private static final AtomicBoolean LOSS_REPORTED = new AtomicBoolean();

  private final Releasing releasing;
  private final MemoryRange range;
  private final long start;

  /** What was found out, if that is more than {@link #pages()}. */
  private volatile @Nullable Pages whole;

  Release(Releasing releasing, RangeLock locked) {
    super(locked.pages.start(), locked.pages.end(), locked.mode);
    this.releasing = releasing;
    this.range = locked.range;
    this.start = locked.pages.start();
  }

  /** One that knows where its handle was created. */
  static final class Placed extends Release {
    private final Throwable place;

    Placed(Releasing releasing, RangeLock locked, Throwable place) {
      super(releasing, locked);
      this.place = place;
    }

    @Override
    Throwable place() {
      return place;
    }
  }

  @Nullable Throwable place() {
    return null;
  }

  MemoryRange range() {
    return range;
  }

  private Pages pages() {
    return new Pages(start, end);
  }

  /**
   * The pages that the kernel keeps, which may be larger than the provider's. Looked for only when
   * somebody asks: a lock takes no longer than the question. Once it is released, other memory may
   * be there: what was found out before is told then.
   */
  Pages wholePages(BooleanSupplier isOpen) {
    Pages known = whole;
    Pages pages = pages();
    if (known != null || !isOpen.getAsBoolean()) {
      return known == null ? pages : known;
    }
    Pages found = pages;
    try {
      found = pages.wholeBy(releasing.operations()::pageSizeAt);
    } catch (RuntimeException cannotTell) {
      // As if it had no such method.
    }
    if (found.equals(pages) || !isOpen.getAsBoolean()) {
      return pages;
    }
    whole = found;
    return found;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public long address() {
    return start;
  }

  @Override
  public long byteCount() {
    return range.byteCount();
  }

  @Override
  public long pageBytes() {
    return end - start;
  }

  /** A close() that had no memory is repeated. */
  void payWhatIsOwed() {
    releasing.debts().pay();
  }

  /** By close(). */
  void release() {
    release(false);
  }

  private void release(boolean lost) {
    Telemetry telemetry = releasing.telemetry();
    Trace trace = telemetry.beginUnlock();
    PageLockException failure = null;
    try {
      releasing.synchronous().release(this, trace);
    } catch (PageLockException stillLocked) {
      failure = stillLocked;
      throw stillLocked;
    } finally {
      telemetry.unlocked(trace, this, lost, failure);
    }
  }

  @Override
  public void releaseLost() {
    try {
      reportLoss();
    } catch (Throwable unsaid) {
      // The pages matter more.
    }
    try {
      release(true);
    } catch (OutOfMemoryError owed) {
      // The next call that locks or releases does it.
    } catch (Throwable failure) {
      Log.warn("the pages of a lost handle could not be unlocked: " + range, failure);
    }
  }

  private void reportLoss() {
    Throwable place = place();
    if (place != null) {
      Log.warn(
          "a LockedRange was lost without close() and is unlocked now: "
              + range
              + "; it was created here:",
          place);
    } else if (!LOSS_REPORTED.getAndSet(true)) {
      Log.warn(
          "a LockedRange was lost without close() and is unlocked now: "
              + range
              + "; further ones are unlocked silently. To see where each was created, start with -D"
              + LeakDetection.PROPERTY
              + "=true");
    }
  }
}
