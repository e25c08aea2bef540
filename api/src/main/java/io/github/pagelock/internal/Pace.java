package io.github.pagelock.internal;

/**
 * When a worker sleeps (L12): between the chunks of a request, and, where small requests follow
 * each other, after a millisecond of calls.
 */
final class Pace {
  private static final long CALLS_NANOS = 1_000_000;
  private static final ThreadLocal<Pace> OF_THREAD = ThreadLocal.withInitial(Pace::new);

  private long nanosSincePause;

  private Pace() {}

  static void afterChunk(long nanos, boolean more) {
    Pace pace = OF_THREAD.get();
    pace.nanosSincePause += nanos;
    if (more || pace.nanosSincePause >= CALLS_NANOS) {
      Pause.betweenChunks();
      pace.nanosSincePause = 0;
    }
  }
}
