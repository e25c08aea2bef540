package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLock;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.BrokenCallbacks.BrokenCallback;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Engines where one that throws harms others: X3. */
final class BrokenBystanders {
  private static final System.Logger LOGGER = System.getLogger("io.github.pagelock");

  private BrokenBystanders() {}

  static class LosesEverySecondCallback extends BrokenCallback {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      if (calls.incrementAndGet() % 2 == 1) {
        callback.run();
      }
    }
  }

  static class NeverCallsBackAfterAnError extends BrokenCallback {
    private volatile boolean dead;

    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      try {
        if (!dead) {
          callback.run();
        }
      } catch (Error thrown) {
        dead = true;
      }
    }
  }

  static class LogsBeforeItCallsBack extends BrokenCallback {
    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      LOGGER.log(System.Logger.Level.WARNING, "not " + WorstDay.MARK);
      callback.run();
    }
  }

  static class LogsBeforeItUnlocks extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void unlock(long address, long byteCount) {
          LOGGER.log(System.Logger.Level.WARNING, "lost in lockAndForget");
          super.unlock(address, byteCount);
        }
      };
    }
  }

  /** To whoever locks next, as a waiter does. */
  static class PassesOnWhatWasThrown extends BrokenConformance {
    private final AtomicReference<@Nullable Throwable> last = new AtomicReference<>();

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          PlannedThrows.rethrow(last.getAndSet(null));
          remember(() -> super.lock(address, byteCount));
        }

        @Override
        public void unlock(long address, long byteCount) {
          remember(() -> super.unlock(address, byteCount));
        }

        private void remember(Runnable call) {
          try {
            call.run();
          } catch (Throwable thrown) {
            last.set(thrown);
            throw thrown;
          }
        }
      };
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            LosesEverySecondCallback.class,
            "X03 A08",
            "required_X03_executorThatRejectsCallsBackOnce",
            "required_X03_executorThatThrowsAnErrorHarmsNobody"),
        broken(
            BrokenCallbacks.CallsBackTwice.class,
            "X03 A04",
            "required_X03_executorThatRejectsCallsBackOnce",
            "required_X03_executorThatRunsATaskAndThenThrowsCallsBackOnce",
            "required_X03_executorThatRunsATaskTwiceCallsBackOnce"),
        broken(
            NeverCallsBackAfterAnError.class,
            "X03 A08",
            "required_X03_dependentActionThatThrowsHarmsNobody"),
        broken(
            LogsBeforeItCallsBack.class,
            "X03",
            "required_X03_logHandlerThatThrowsAtARejectionHarmsNoCallback"),
        broken(
            LogsBeforeItUnlocks.class,
            "X03",
            "required_X03_logHandlerThatThrowsKeepsNoLostHandleLocked"),
        broken(
            PassesOnWhatWasThrown.class,
            "X03 L05",
            "required_X03_waitersLockThemselvesWhateverTheOtherThrew",
            "required_X03_waitersLockThemselvesWhateverTheOtherRequestThrew",
            "required_X03_waitersLockThemselvesWhateverTheOthersCloseThrew"));
  }
}
