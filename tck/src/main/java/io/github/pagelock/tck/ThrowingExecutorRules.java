package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.tck.CallbackProbe.Called;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** X3: executors, and what is attached to a completion, that throw harm nobody else. */
interface ThrowingExecutorRules extends Rules {
  /** One that rejects is not asked again for the same: look for a task that runs twice. */
  @Test
  default void required_X03_executorThatRejectsCallsBackOnce() {
    CallbackProbe probe = new CallbackProbe(bench());
    for (RuntimeException thrown :
        List.of(new RejectedExecutionException(WorstDay.MARK), new IllegalStateException())) {
      probe.assertExecutorHarmsNobody(
          task -> {
            throw thrown;
          });
    }
  }

  /** An executor that fails with an Error is one that rejects: look for a narrower catch. */
  @Test
  default void required_X03_executorThatThrowsAnErrorHarmsNobody() {
    CallbackProbe probe = new CallbackProbe(bench());
    for (Error thrown : WorstDay.errors()) {
      try (LogCapture log = new LogCapture()) {
        probe.assertExecutorHarmsNobody(
            task -> {
              throw thrown;
            });
        assertTrue(log.messages().toString().contains(WorstDay.MARK), "not logged");
      }
    }
  }

  /**
   * What an executor throws after it has run its task is no reason to run that again. When it
   * fails, look for a second run without a look at the first.
   */
  @Test
  default void required_X03_executorThatRunsATaskAndThenThrowsCallsBackOnce() {
    CallbackProbe probe = new CallbackProbe(bench());
    for (Throwable thrown : WorstDay.everything()) {
      probe.assertExecutorHarmsNobody(
          task -> {
            task.run();
            PlannedThrows.rethrow(thrown);
          });
    }
  }

  /** Nor does one that runs its task twice call back twice: look for a task without a memory. */
  @Test
  default void required_X03_executorThatRunsATaskTwiceCallsBackOnce() {
    CallbackProbe probe = new CallbackProbe(bench());
    probe.assertExecutorHarmsNobody(
        task -> {
          task.run();
          task.run();
        });
    probe.assertExecutorHarmsNobody(
        task -> {
          Background<Boolean> other = bench().inBackground(() -> run(task));
          task.run();
          other.await("a second run of a task does not return");
        });
  }

  private static boolean run(Runnable task) {
    task.run();
    return true;
  }

  /**
   * What is attached to a completion and throws, Errors too, harms neither the others attached to
   * it, nor a thread of the executor's, nor the next completion. When it fails, look for a
   * completion that is completed outside of a try.
   */
  @Test
  default void required_X03_dependentActionThatThrowsHarmsNobody() {
    CallbackProbe probe = new CallbackProbe(bench());
    List<PageLocker> lockers =
        List.of(
            bench().requests().oneWorker(),
            bench().locker(settings -> settings.callbackExecutor(probe::sameThread)));
    for (Throwable thrown : WorstDay.everything()) {
      for (PageLocker locker : lockers) {
        Called called = new Called();
        Called dependent = new Called();
        probe.assertCompletes(
            locker,
            called,
            completion -> {
              completion.thenAccept(range -> dependent.came());
              completion.thenAccept(range -> PlannedThrows.rethrow(thrown));
              completion.whenComplete((range, failure) -> PlannedThrows.rethrow(thrown));
            });
        probe.assertOnce(called);
        probe.assertOnce(dependent);
      }
    }
  }
}
