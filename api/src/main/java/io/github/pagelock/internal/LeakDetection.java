package io.github.pagelock.internal;

import io.github.pagelock.PageLocker;
import org.jspecify.annotations.Nullable;

/** Remembers where handles are created, if it is switched on. */
final class LeakDetection {
  static final String PROPERTY = PageLocker.LEAK_DETECTION_PROPERTY;

  private final boolean on = Boolean.getBoolean(PROPERTY);

  @Nullable Throwable place() {
    return on ? new Throwable("created here by thread " + Thread.currentThread().getName()) : null;
  }
}
