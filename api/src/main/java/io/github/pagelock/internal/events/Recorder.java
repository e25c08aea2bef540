package io.github.pagelock.internal.events;

import org.jspecify.annotations.Nullable;

/** Where events go. Says null for what nobody records, so that it costs nothing. */
public interface Recorder {
  /** For a runtime without a flight recorder. */
  Recorder NONE = new Recorder() {};

  default @Nullable Trace beginLock() {
    return null;
  }

  default @Nullable Trace beginUnlock() {
    return null;
  }

  default @Nullable Trace beginPending() {
    return null;
  }

  default void endLock(Trace trace, Report report) {}

  default void endUnlock(Trace trace, Report report, boolean lost) {}

  default void endPending(Trace trace, Report report, int ranges) {}

  /** A lock, pending or not, or an unlock has failed. */
  default void failed(Report report, boolean asynchronous) {}
}
