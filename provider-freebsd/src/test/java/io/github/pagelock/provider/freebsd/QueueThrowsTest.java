package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeAio.throwsAt;
import static io.github.pagelock.provider.freebsd.QueueHarness.await;
import static io.github.pagelock.provider.freebsd.QueueHarness.awaitTold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import io.github.pagelock.provider.freebsd.QueueHarness.Told;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Q5, Q12, Q13, Q18 and Q19 of docs/freebsd-queue.md: something throws inside of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueThrowsTest {
  private final QueueHarness harness = new QueueHarness();
  private final FakeAio kernel = harness.kernel;

  private static Error noMemory() {
    return new Injected("a test's");
  }

  @ParameterizedTest
  @CsvSource({
    "kevent, false",
    "kevent, true",
    "aio_return, false",
    "aio_return, true",
    "aio_error, false",
    "aio_error, true"
  })
  void theThreadGoesOnAndNobodyIsForgotten(String call, boolean whenDone) throws Exception {
    kernel.hold(false);
    List<Told> told = IntStream.range(0, 5).mapToObj(i -> harness.submit()).toList();
    if (call.equals("aio_error")) {
      // Only looking for lost ends asks.
      kernel.closedBySomebodyElse(harness.queue.reaper().kqueue());
    }
    kernel.fault = throwsAt(call, whenDone, 3, QueueThrowsTest::noMemory);
    kernel.letGo();

    awaitTold(told.toArray(Told[]::new));
    Told next = harness.submit();
    awaitTold(next);

    assertTrue(told.stream().allMatch(Told::isLocked));
    assertTrue(next.isLocked());
    assertTrue(harness.reported.peek() instanceof Injected, harness.reported::toString);
    harness.assertAllToldOnce(told);
  }

  @Test
  void aResultThatCannotBeTakenKeepsNobodyElsesBack() throws Exception {
    kernel.hold(false);
    List<Told> told = IntStream.range(0, 3).mapToObj(i -> harness.submit()).toList();
    int[] throwing = {0};
    kernel.fault =
        (call, done) -> {
          if (call.equals("aio_return") && !done && throwing[0]++ % 3 == 0) {
            throw noMemory(); // the first of each round, in the queue's lock
          }
        };
    kernel.letGo();
    await("the two others are told", () -> told.stream().filter(Told::isLocked).count() >= 2);
    kernel.fault = FakeAio.NONE;
    harness.assertAllToldOnce(told);
    assertTrue(told.stream().allMatch(Told::isLocked));
  }

  @Test
  void whatTheEventSaidIsKeptWhereTakingTheResultThrowsAfterwards() throws Exception {
    kernel.endsWith(FreeBsd.EPERM);
    kernel.fault = throwsAt("aio_return", true, 1, QueueThrowsTest::noMemory);
    Told told = harness.submit();
    awaitTold(told);
    assertEquals(FreeBsd.EPERM, told.failure().errno());
    assertEquals(Reason.NOT_PERMITTED, told.failure().reason());
    harness.assertAllToldOnce(List.of(told));
  }

  @Test
  void aListenerThatThrowsHarmsNobodyElse() throws Exception {
    kernel.hold(false);
    Error first = new AssertionError("first");
    Error second = new StackOverflowError("second");
    List<Told> told =
        List.of(
            harness.submit(),
            harness.submit(() -> first),
            harness.submit(() -> second),
            harness.submit());
    kernel.letGo();
    harness.assertAllToldOnce(told);
    assertEquals(List.of(first), List.copyOf(harness.reported));
    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void aHandlerOfExceptionsThatThrowsHarmsNobodyEither() throws Exception {
    harness.ofTheHandler = new AssertionError("the handler's");
    kernel.hold(false);
    List<Told> told = List.of(harness.submit(QueueThrowsTest::noMemory), harness.submit());
    kernel.letGo();
    awaitTold(told.toArray(Told[]::new));
    Told next = harness.submit(QueueThrowsTest::noMemory);
    awaitTold(next, harness.submit());
    harness.assertAllToldOnce(told);
    assertEquals(1, harness.threadsAskedFor.get(), "the thread has died");
  }

  @Test
  void ofOneProblemThatLastsThereIsOneReport() throws Exception {
    kernel.hold(true);
    Told told = harness.submit();
    kernel.fault = throwsAt("kevent", false, 50, QueueThrowsTest::noMemory);
    await("it has failed often", () -> !harness.reported.isEmpty());
    kernel.letGo();
    harness.assertAllToldOnce(List.of(told));
    assertTrue(told.isLocked());
    // The thread was in kevent when it began, which is the one round between.
    assertTrue(harness.reported.size() <= 2, harness.reported::toString);
  }

  @Test
  void aCallThatThrewAfterTheKernelTookTheRequestIsNoFailure() throws Exception {
    kernel.fault = throwsAt("aio_mlock", true, 1, QueueThrowsTest::noMemory);
    Told told = harness.submit();
    awaitTold(told);
    assertTrue(told.isLocked(), () -> told.failure().toString());
    harness.assertAllToldOnce(List.of(told));
  }

  @Test
  void aCallThatThrewBeforeTheKernelTookTheRequestIsItsFailure() throws Exception {
    Error thrown = noMemory();
    kernel.fault = throwsAt("aio_mlock", false, 1, () -> thrown);
    Told told = harness.submit();
    awaitTold(told);
    assertEquals(Reason.OTHER, told.failure().reason());
    assertSame(thrown, told.failure().getCause());
    harness.assertAllToldOnce(List.of(told));
  }

  @Test
  void aCallThatThrewWhileOthersAreInTheKernelKeepsThemAndTheLine() throws Exception {
    kernel.hold(true);
    List<Told> held = IntStream.range(0, 128).mapToObj(i -> harness.submit()).toList();
    List<Told> waiting = IntStream.range(0, 3).mapToObj(i -> harness.submit()).toList();
    kernel.fault = throwsAt("aio_mlock", false, 1, QueueThrowsTest::noMemory);
    kernel.letGo();
    harness.assertAllToldOnce(held);
    harness.assertAllToldOnce(waiting);
    assertTrue(held.stream().allMatch(Told::isLocked));
    assertFalse(waiting.get(0).isLocked());
    assertTrue(waiting.get(1).isLocked());
    assertTrue(waiting.get(2).isLocked());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200})
  void anInterruptedReaperGoesOn(int interrupts) throws Exception {
    kernel.hold(false);
    List<Told> told = IntStream.range(0, 5).mapToObj(i -> harness.submit()).toList();
    for (int i = 0; i < interrupts; i++) {
      harness.threads.get(0).interrupt();
    }
    kernel.letGo();
    harness.assertAllToldOnce(told);
    assertEquals(List.of(), List.copyOf(harness.reported));
  }

  @Test
  void theThreadRestsWhereItsKqueueCannotBeClosed() throws Exception {
    Told told = harness.submit();
    awaitTold(told);
    kernel.fault = throwsAt("close", false, 1, QueueThrowsTest::noMemory);
    harness.assertAllToldOnce(List.of(told));
    assertEquals(-1, harness.queue.reaper().kqueue());

    Told next = harness.submit();
    harness.assertAllToldOnce(List.of(next));
    assertTrue(next.isLocked());
    assertEquals(2, harness.threadsAskedFor.get());
  }
}
