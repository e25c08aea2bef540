package io.github.pagelock.tck;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.tck.BrokenRequests.Broken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Engines that call back wrongly: A4 and A8. */
final class BrokenCallbacks {
  private BrokenCallbacks() {}

  /** Completions that call in another way what is attached to them by whenComplete. */
  abstract static class BrokenCallback extends Broken {
    abstract void call(PendingLock<LockedRange> ended, Runnable callback);

    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      CompletableFuture<LockedRange> broken =
          new CompletableFuture<>() {
            @Override
            public CompletableFuture<LockedRange> whenComplete(
                BiConsumer<? super LockedRange, ? super Throwable> action) {
              return super.whenComplete(
                  (range, failure) -> call(whole, () -> action.accept(range, failure)));
            }
          };
      whole
          .completion()
          .whenComplete(
              (range, failure) -> {
                if (failure == null) {
                  broken.complete(range);
                } else {
                  broken.completeExceptionally(failure);
                }
              });
      return answering(whole, "completion", none -> broken);
    }
  }

  static class CallsBackTwice extends BrokenCallback {
    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      callback.run();
      callback.run();
    }
  }

  static class CallsBackAfterLocksOnly extends BrokenCallback {
    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      if (ended.state() == State.LOCKED) {
        callback.run();
      }
    }
  }

  static class NeverCallsBackAfterOneThatThrew extends BrokenCallback {
    private boolean thrown;

    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      try {
        if (!thrown) {
          callback.run();
        }
      } catch (RuntimeException dies) {
        thrown = true;
      }
    }
  }

  static class LosesCompletions extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(whole, "completion", none -> new CompletableFuture<LockedRange>());
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(700);
    }
  }

  static class GivesTheFutureAway extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      CompletableFuture<LockedRange> future = whole.completion().toCompletableFuture();
      return answering(whole, "completion", none -> future);
    }
  }

  static class AwaitsTheCompletion extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "await",
          timeout -> {
            try {
              long nanos = Math.min(((Duration) timeout[0]).toSeconds(), 60) * 1_000_000_000;
              whole
                  .completion()
                  .toCompletableFuture()
                  .handle((range, failure) -> 0)
                  .get(nanos, TimeUnit.NANOSECONDS);
              return true;
            } catch (TimeoutException e) {
              return false;
            }
          });
    }
  }

  static class TellsItsEndThroughTheExecutor extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      AtomicBoolean told = new AtomicBoolean();
      whole.completion().whenComplete((range, failure) -> told.set(true));
      return answering(whole, "state", none -> told.get() ? whole.state() : State.PENDING);
    }
  }

  static class RunsCallbacksOnAWorker extends BrokenConformance {
    @Override
    protected PageLocker newLocker(PageLockerBuilder settings) {
      return super.newLocker(
          settings.callbackExecutor(
              task -> {
                Thread worker = new Thread(task, "pagelock-worker-7");
                worker.setDaemon(true);
                worker.start();
              }));
    }
  }

  static class UsesItsOwnExecutor extends BrokenConformance {
    @Override
    protected PageLocker newLocker(PageLockerBuilder settings) {
      return super.newLocker(settings.callbackExecutor(Runnable::run));
    }
  }

  static class CallsBackOnAThreadThatHoldsTheJvm extends BrokenConformance {
    @Override
    protected PageLocker newLocker(PageLockerBuilder settings) {
      return super.newLocker(
          settings.callbackExecutor(
              task -> {
                Thread thread = new Thread(task, "holds-the-jvm");
                thread.setDaemon(false);
                thread.start();
              }));
    }
  }
}
