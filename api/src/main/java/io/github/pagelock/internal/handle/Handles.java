package io.github.pagelock.internal.handle;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.engine.RangeLock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the handles of a locker. */
public final class Handles {
  private final Verifier verifier;
  private final Releasing releasing;
  private final LeakDetection leakDetection = new LeakDetection();

  public Handles(Verifier verifier, Releasing releasing) {
    this.verifier = verifier;
    this.releasing = releasing;
  }

  /** Where a handle is asked for, if somebody wants to know. */
  public @Nullable Throwable place() {
    return leakDetection.place();
  }

  /** Of what is held; from now on the handle releases it. */
  public Handle open(RangeLock locked, @Nullable Throwable place) {
    Release release =
        place == null
            ? new Release(releasing, locked)
            : new Release.Placed(releasing, locked, place);
    return new Handle(verifier, release);
  }

  /** One for each range, or none. */
  public Handle[] open(List<RangeLock> locked, @Nullable Throwable place) {
    Handle[] handles = new Handle[locked.size()];
    try {
      for (int i = 0; i < handles.length; i++) {
        handles[i] = open(locked.get(i), place);
      }
      return handles;
    } catch (Throwable noMemory) {
      disown(handles);
      throw noMemory;
    }
  }

  /** Nobody was given them, and others release what they hold. */
  public static void disown(@Nullable Handle[] handles) {
    for (Handle handle : handles) {
      if (handle != null) {
        handle.disown();
      }
    }
  }

  /** Of what could not be locked (L10). */
  public LockedRange degraded(RangeLock asked, PageLockException failure) {
    return new DegradedHandle(verifier, asked.range, asked.pages, asked.mode, failure);
  }
}
