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
  private final AtomicInteger tries = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final Completion<String> completion = new Completion<>();

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

  private void complete() {
    tries.incrementAndGet();
    completion.completeWith("locked");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("executors")
  void theCompletionComesOnceWhateverTheExecutorDoes(String name, Executor executor)
      throws Exception {
    CompletableFuture<?> dependent = completion.thenRun(told::incrementAndGet);
    Callbacks.bring(new Delivery(executor, this::complete));
    dependent.get(30, TimeUnit.SECONDS);
    awaitTheCallbackThread();
    assertTrue(tries.get() >= 1);
    assertEquals(1, told.get());
  }

  @Test
  void aCompletionThatHasNoMemoryIsTriedAgain() throws Exception {
    CompletableFuture<?> dependent = completion.thenRun(told::incrementAndGet);
    Callbacks.bring(
        new Delivery(
            Runnable::run,
            () -> {
              if (tries.get() < 2) {
                tries.incrementAndGet();
                throw new OutOfMemoryError("test");
              }
              complete();
            }));
    dependent.get(30, TimeUnit.SECONDS);
    awaitTheCallbackThread();
    assertEquals(3, tries.get());
    assertEquals(1, told.get());
  }

  /** What was brought before has been handed over. */
  private static void awaitTheCallbackThread() throws Exception {
    CompletableFuture<Void> last = new CompletableFuture<>();
    Callbacks.bring(new Delivery(Runnable::run, () -> last.complete(null)));
    last.get(30, TimeUnit.SECONDS);
  }
}
