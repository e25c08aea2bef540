package io.github.pagelock.tck;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.BrokenRequests.Broken;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Engines that cancel too little, too early, or only in words: A6. */
final class BrokenCancels {
  private BrokenCancels() {}

  static class NeverCancels extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "cancel",
          none ->
              whole.state() == State.PENDING
                  ? Cancellation.NOT_CANCELLED
                  : Cancellation.ALREADY_DONE);
    }
  }

  static class AlwaysSaysCancelled extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "cancel",
          none -> {
            whole.cancel();
            return Cancellation.CANCELLED;
          });
    }
  }

  static class IsCancelledBeforeTheRollback extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      AtomicBoolean cancelled = new AtomicBoolean();
      return Answers.of(
          whole,
          Map.of(
              "cancel",
              none -> {
                Cancellation answer = whole.cancel();
                cancelled.set(answer == Cancellation.CANCELLED);
                return answer;
              },
              "state",
              none -> cancelled.get() ? State.CANCELLED : whole.state()));
    }
  }

  static class WaitsInCancel extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "cancel",
          none -> {
            Cancellation answer = whole.cancel();
            whole.await(patience().multipliedBy(2));
            return answer;
          });
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(700);
    }
  }

  /** Workers never unlock, so neither a cancel nor a failure of a request is undone. */
  static class CancelsButLeavesPagesLocked extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new SteppedOperations(kernel);
    }

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void unlock(long address, long byteCount) {
          if (!BrokenQueues.isWorker()) {
            super.unlock(address, byteCount);
          }
        }
      };
    }
  }
}
