package io.github.pagelock.tck;

import io.github.pagelock.LockLimits;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an engine asks a provider before it locks. */
enum Question {
  LIMITS {
    @Override
    void throwsOnce(RecordingProvider recorder, Throwable thrown) {
      Runnable once = once(thrown);
      recorder.overrideLimits(
          () -> {
            once.run();
            return LockLimits.ALL_UNKNOWN;
          });
    }
  },
  MAPPINGS {
    @Override
    void throwsOnce(RecordingProvider recorder, Throwable thrown) {
      Runnable once = once(thrown);
      recorder.overrideMappings(
          () -> {
            once.run();
            return MappingRoom.ALL_UNKNOWN;
          });
    }
  },
  MEMORY {
    @Override
    void throwsOnce(RecordingProvider recorder, Throwable thrown) {
      Runnable once = once(thrown);
      recorder.overrideMemory(
          () -> {
            once.run();
            return MemoryRoom.ALL_UNKNOWN;
          });
    }
  };

  /** Makes the first answer throw; those after it know nothing. */
  abstract void throwsOnce(RecordingProvider recorder, Throwable thrown);

  private static Runnable once(Throwable thrown) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        PlannedThrows.rethrow(thrown);
      }
    };
  }
}
