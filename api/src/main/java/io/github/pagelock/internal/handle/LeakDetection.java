package io.github.pagelock.internal.handle;

import io.github.pagelock.PageLocker;
import org.jspecify.annotations.Nullable;

/** Remembers where handles are created, if it is switched on. */
final class LeakDetection {
  static final String PROPERTY = PageLocker.LEAK_DETECTION_PROPERTY;

  private final boolean on = Boolean.getBoolean(PROPERTY);

  @Nullable Throwable place() {
    return on ? new Place("created here by thread " + Thread.currentThread().getName()) : null;
  }

  /**
   * A stack of names: that of other Throwables keeps the callers' classes, and so their loaders.
   */
  private static final class Place extends Throwable {
    private static final long serialVersionUID = 1;

    Place(String message) {
      super(message);
      setStackTrace(new Throwable().getStackTrace());
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
