package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order, the thread and the end of work that several threads do. */
class ManyFilesTest {
  private static final List<Integer> MANY = IntStream.range(0, 2_000).boxed().toList();

  @Test
  void resultsComeInTheirOrderOnTheCallingThread() {
    List<Integer> taken = new ArrayList<>();
    Set<Thread> takers = ConcurrentHashMap.newKeySet();
    assertTrue(
        ManyFiles.each(
            MANY,
            () -> false,
            i -> -i,
            (i, result) -> {
              assertEquals(-i, result);
              taken.add(i);
              takers.add(Thread.currentThread());
            }));
    assertEquals(MANY, taken);
    assertEquals(Set.of(Thread.currentThread()), takers);
  }

  @Test
  void aStopIsHeardBeforeTheNextBatch() {
    AtomicInteger done = new AtomicInteger();
    assertFalse(
        ManyFiles.each(MANY, () -> done.get() > 0, i -> done.incrementAndGet(), (i, result) -> {}));
    assertTrue(done.get() < MANY.size(), () -> done + " were done");
  }

  @Test
  void whatAnotherThreadThrowsReachesTheCallerAsItIs() {
    assumeTrue(ForkJoinPool.getCommonPoolParallelism() > 0, "no other thread");
    IllegalStateException wanted = new IllegalStateException("the test wanted it");
    Thread caller = Thread.currentThread();
    CountDownLatch thrown = new CountDownLatch(1);
    IllegalStateException seen =
        assertThrows(
            IllegalStateException.class,
            () ->
                ManyFiles.each(
                    MANY,
                    () -> false,
                    i -> {
                      if (Thread.currentThread() != caller) {
                        thrown.countDown();
                        throw wanted;
                      }
                      await(thrown);
                      return i;
                    },
                    (i, result) -> {}));
    assertSame(wanted, seen);
  }

  @Test
  void whatTheCallersThreadThrowsEndsAll() {
    IllegalStateException wanted = new IllegalStateException("the test wanted it");
    assertSame(
        wanted,
        assertThrows(
            IllegalStateException.class,
            () ->
                ManyFiles.each(
                    MANY.subList(0, 2),
                    () -> false,
                    i -> {
                      throw wanted;
                    },
                    (i, result) -> {})));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS), "no other thread had a file");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
