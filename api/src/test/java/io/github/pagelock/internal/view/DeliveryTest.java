package io.github.pagelock.internal.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.internal.work.Callbacks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** P26: executors that do what they like. */
@Timeout(60)
class DeliveryTest {
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger calledBack = new AtomicInteger();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  static Stream<Arguments> executors() {
    return Stream.of(
        Arguments.of("runs it at once", (Executor) Runnable::run),
        Arguments.of(
            "rejects it",
            (Executor)
                task -> {
                  throw new RejectedExecutionException("test");
                }),
        Arguments.of(
            "throws an error",
            (Executor)
                task -> {
                  throw new LinkageError("test");
                }),
        Arguments.of(
            "runs it and throws",
            (Executor)
                task -> {
                  task.run();
                  throw new IllegalStateException("test");
                }),
        Arguments.of(
            "runs it twice",
            (Executor)
                task -> {
                  task.run();
                  task.run();
                }),
        Arguments.of(
            "hands it over and throws",
            (Executor)
                task -> {
                  new Thread(task).start();
                  throw new OutOfMemoryError("test");
                }));
  }

  private Delivery delivery(Executor executor, Delivery.Completing completing) {
    Delivery delivery = new Delivery(executor, completing);
    delivery.callback(
        () -> {
          calledBack.incrementAndGet();
          done.complete(null);
        });
    return delivery;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("executors")
  void theCallbackRunsOnceWhateverTheExecutorDoes(String name, Executor executor) throws Exception {
    Callbacks.bring(delivery(executor, completed::incrementAndGet));
    done.get(30, TimeUnit.SECONDS);
    awaitTheCallbackThread();
    assertTrue(completed.get() >= 1);
    assertEquals(1, calledBack.get());
  }

  @Test
  void aCompletionThatHasNoMemoryIsTriedAgainAndItsCallbackRunsOnce() throws Exception {
    Delivery delivery =
        delivery(
            Runnable::run,
            () -> {
              if (completed.incrementAndGet() < 3) {
                throw new OutOfMemoryError("test");
              }
              if (calledBack.get() == 1) {
                done.complete(null);
              }
            });
    delivery.callback(calledBack::incrementAndGet);
    Callbacks.bring(delivery);
    done.get(30, TimeUnit.SECONDS);
    assertEquals(3, completed.get());
    assertEquals(1, calledBack.get());
  }

  /** What was brought before has been handed over. */
  private static void awaitTheCallbackThread() throws Exception {
    CompletableFuture<Void> last = new CompletableFuture<>();
    Delivery delivery = new Delivery(Runnable::run, () -> {});
    delivery.callback(() -> last.complete(null));
    Callbacks.bring(delivery);
    last.get(30, TimeUnit.SECONDS);
  }
}
