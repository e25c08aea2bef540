package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** X3: where the library reports what nobody can be told of, the report may fail. */
interface ThrowingLogRules extends Rules {
  /** Throws at those messages alone, as others may log meanwhile. */
  private static LogCapture throwingAt(String part, Throwable thrown) {
    return new LogCapture(
        text -> {
          if (text.contains(part)) {
            PlannedThrows.rethrow(thrown);
          }
        });
  }

  /**
   * When an executor has rejected a task, its callback comes although that cannot be logged. When
   * it fails, look for a log before the work that nobody guards.
   */
  @Test
  default void required_X03_logHandlerThatThrowsAtARejectionHarmsNoCallback() {
    CallbackProbe probe = new CallbackProbe(bench());
    for (Throwable thrown : WorstDay.everything()) {
      try (LogCapture log = throwingAt(WorstDay.MARK, thrown)) {
        probe.assertExecutorHarmsNobody(
            task -> {
              throw new RejectedExecutionException(WorstDay.MARK);
            });
        assertTrue(log.messages().size() > 0, "not logged");
      }
    }
  }

  /**
   * A handle that was lost is unlocked although its report cannot be logged. When it fails, look
   * for a report that comes first and is not guarded.
   */
  @Test
  default void required_X03_logHandlerThatThrowsKeepsNoLostHandleLocked() {
    String before = System.getProperty(PageLocker.LEAK_DETECTION_PROPERTY);
    System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, "true");
    try {
      for (Throwable thrown : List.of(new IllegalStateException(), new NoClassDefFoundError())) {
        assertLostHandleIsUnlocked(thrown);
      }
    } finally {
      if (before == null) {
        System.clearProperty(PageLocker.LEAK_DETECTION_PROPERTY);
      } else {
        System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, before);
      }
    }
  }

  private void assertLostHandleIsUnlocked(Throwable thrown) {
    try (LogCapture log = throwingAt("lockAndForget", thrown)) {
      TestRegion region = bench().region(2);
      lockAndForget(bench().locker(settings -> settings), region);
      assertTrue(
          Garbage.collectUntil(
              bench().patience(), () -> bench().recorder().lockedPages.bytes() == 0),
          "a lost handle was not unlocked");
      bench().assertPages(region, "..");
      assertEquals(
          1,
          log.messages().stream().filter(text -> text.contains("lockAndForget")).count(),
          () -> "reports: " + log.messages());
    }
  }

  private void lockAndForget(PageLocker locker, TestRegion region) {
    assertTrue(locker.lock(region.range()).isLocked());
  }
}
