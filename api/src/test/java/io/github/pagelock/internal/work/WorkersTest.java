package io.github.pagelock.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of tasks where threads can and cannot be started. */
@Timeout(60)
class WorkersTest {
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<Thread> doers = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();

  /** How many threads can be had. */
  private volatile int room = Integer.MAX_VALUE;

  private final ThreadFactory factory =
      task -> {
        if (threads.size() >= room) {
          refused.incrementAndGet();
          throw new OutOfMemoryError("a test's thread");
        }
        Thread thread = new Thread(task, "test-worker");
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
      };

  private Workers workers = new Workers(factory, 2, true);

  @AfterEach
  void threadsEndWithTheirWorkers() throws InterruptedException {
    workers.close();
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(30));
      assertFalse(thread.isAlive(), "ends when it is closed");
    }
  }

  /** Says that it was done, and may do more. */
  private Task task(String name, Runnable more) {
    return new Task() {
      @Override
      public void run() {
        doers.add(Thread.currentThread());
        done.add(name);
        more.run();
      }
    };
  }

  private Task task(String name) {
    return task(name, () -> {});
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertTrue(i < 30_000, "does not come true");
      Thread.sleep(1);
    }
  }

  @Test
  void aTaskThatIsBroughtSeveralTimesTakesTurnsWithTheOthers() throws Exception {
    workers = new Workers(factory, 1, true);
    CountDownLatch mayGo = new CountDownLatch(1);
    workers.execute(task("first", () -> await(mayGo)));
    Task a = task("a");
    workers.execute(a);
    workers.execute(a);
    workers.execute(a);
    workers.execute(task("b"));
    mayGo.countDown();
    await(() -> done.size() == 5);
    assertEquals(List.of("first", "a", "b", "a", "a"), done);
    assertEquals(1, threads.size());
  }

  @Test
  void withoutAThreadWhoeverBringsATaskDoesItAndWhatItBrings() {
    room = 0;
    Task second = task("second");
    workers.execute(task("first", () -> workers.execute(second)));
    assertEquals(List.of("first", "second"), done);
    assertSame(Thread.currentThread(), doers.get(1));
    assertFalse(workers.lacksThread(), "nothing waits");
  }

  @Test
  void oneThreadOfTwoDoesEverything() throws Exception {
    room = 1;
    for (int i = 0; i < 10; i++) {
      workers.execute(task("one"));
    }
    await(() -> done.size() == 10);
    assertEquals(1, threads.size());
    assertFalse(doers.contains(Thread.currentThread()), "a worker is there");
  }

  @Test
  void aThreadThatCouldNotBeHadIsAskedForAgain() throws Exception {
    room = 0;
    workers.execute(task("helped"));
    room = Integer.MAX_VALUE;
    await(
        () -> {
          // Whoever brings it may do it himself although a thread starts meanwhile.
          workers.execute(task("later"));
          return !threads.isEmpty() && doers.contains(threads.get(0));
        });
  }

  @Test
  void aThreadIsNotAskedForAtEveryTask() {
    room = 0;
    Task many = task("many");
    for (int i = 0; i < 1_000; i++) {
      workers.execute(many);
    }
    assertEquals(1_000, done.size());
    assertTrue(refused.get() < 500, "asked for " + refused + " times");
  }

  @Test
  void whoHelpsStopsWhenAThreadIsThere() throws Exception {
    room = 0;
    Task again =
        new Task() {
          @Override
          public void run() {
            doers.add(Thread.currentThread());
            room = Integer.MAX_VALUE;
            if (threads.isEmpty() || !doers.contains(threads.get(0))) {
              workers.execute(this);
            }
          }
        };
    workers.execute(again);
    await(() -> !threads.isEmpty() && doers.contains(threads.get(0)));
    assertSame(Thread.currentThread(), doers.get(0));
  }

  @Test
  void oneThreadHelpsAndTheOthersLeaveTheirTasksToIt() throws Exception {
    room = 0;
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayGo = new CountDownLatch(1);
    Thread helper =
        new Thread(
            () ->
                workers.execute(
                    task(
                        "first",
                        () -> {
                          inside.countDown();
                          await(mayGo);
                        })));
    helper.start();
    await(inside);
    workers.execute(task("second"));
    assertEquals(List.of("first"), done);
    mayGo.countDown();
    helper.join();
    assertEquals(List.of("first", "second"), done);
    assertSame(helper, doers.get(1));
  }

  @Test
  void whoHasALockHelpsAfterwards() {
    room = 0;
    boolean first = workers.mustNotHelp();
    workers.execute(task("one"));
    assertEquals(List.of(), done);
    assertFalse(workers.mustNotHelp(), "says so already");
    workers.mayHelp(false);
    assertEquals(List.of(), done);
    workers.mayHelp(first);
    assertEquals(List.of("one"), done);
  }

  @Test
  void whatMayNotRunElsewhereWaitsForItsThread() throws Exception {
    workers = new Workers(factory, 1, false);
    room = 0;
    workers.execute(task("one"));
    workers.execute(task("two"));
    assertTrue(workers.lacksThread());
    workers.askAgain();
    assertEquals(List.of(), done);
    room = 1;
    await(
        () -> {
          workers.askAgain();
          return done.size() == 2;
        });
    assertEquals(List.of("one", "two"), done);
    assertNotSame(Thread.currentThread(), doers.get(0));
    assertFalse(workers.lacksThread());
  }

  @Test
  void aTaskForLaterComesAfterTheOthersWithAndWithoutAThread() throws Exception {
    workers.executeLater(task("later"), TimeUnit.MILLISECONDS.toNanos(100));
    workers.execute(task("now"));
    await(() -> done.size() == 2);
    assertEquals(List.of("now", "later"), done);

    Workers alone = new Workers(factory, 1, true);
    room = 0;
    alone.executeLater(task("alone"), TimeUnit.MILLISECONDS.toNanos(20));
    assertEquals(List.of("now", "later", "alone"), done);
  }

  @Test
  void aTaskThatIsForLaterTwiceComesOnce() throws Exception {
    Task later = task("later");
    workers.executeLater(later, TimeUnit.MILLISECONDS.toNanos(20));
    workers.executeLater(later, TimeUnit.MILLISECONDS.toNanos(20));
    await(() -> done.size() == 1);
    workers.executeLater(task("last"), TimeUnit.MILLISECONDS.toNanos(40));
    await(() -> done.contains("last"));
    assertEquals(List.of("later", "last"), done);
  }

  @Test
  void aTaskThatThrowsHarmsNobody() throws Exception {
    workers = new Workers(factory, 1, true);
    workers.execute(
        task(
            "bad",
            () -> {
              throw new AssertionError("a test's task");
            }));
    workers.execute(task("good"));
    await(() -> done.size() == 2);
    assertEquals(1, threads.size());
  }

  @Test
  void anInterruptedWorkerGoesOn() throws Exception {
    workers = new Workers(factory, 1, true);
    workers.execute(task("one", () -> Thread.currentThread().interrupt()));
    await(() -> done.size() == 1);
    workers.execute(task("two"));
    await(() -> done.size() == 2);
    assertEquals(1, threads.size());
  }

  @Test
  void aThreadThatWaitsKeepsNoTaskReachable() throws Exception {
    workers = new Workers(factory, 1, true);
    WeakReference<Object> reachable = bring();
    await(() -> !done.isEmpty());
    await(
        () -> {
          System.gc();
          return reachable.get() == null;
        });
  }

  private WeakReference<Object> bring() {
    Task task = task("one");
    workers.execute(task);
    return new WeakReference<>(task);
  }
}
