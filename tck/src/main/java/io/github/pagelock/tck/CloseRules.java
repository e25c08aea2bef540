package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** L7: close() and handles that were lost. */
interface CloseRules extends Rules {
  /** How many threads close one handle, how often. */
  int THREADS = 4;

  /** Rounds of the same. */
  int ROUNDS = 20;

  /**
   * The second close does nothing: another handle on the pages keeps them. When it fails, look for
   * a count that is lowered twice.
   */
  @Test
  default void required_L07_closeIsIdempotent() {
    TestRegion region = bench().region(3);
    LockedRange kept = bench().lock(region, 0, 2);
    LockedRange closed = bench().lock(region, 1, 3);
    closed.close();
    assertFalse(closed.isLocked());
    bench().assertPages(region, "XX.");
    bench().recorder().clearCalls();
    closed.close();
    closed.close();
    assertEquals(0, bench().recorder().calls().size(), "calls of a second close");
    bench().assertPages(region, "XX.");
    assertTrue(kept.isLocked());
  }

  /** Of several threads that close one handle, one does it: look for a check that is not atomic. */
  @Test
  default void required_L07_closeBySeveralThreadsUnlocksOnce() {
    TestRegion region = bench().region(2);
    bench().lock(region, 0, 1);
    for (int round = 0; round < ROUNDS; round++) {
      LockedRange shared = bench().lock(region, 0, 2);
      CountDownLatch start = new CountDownLatch(1);
      List<Background<Boolean>> closers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        closers.add(
            bench()
                .inBackground(
                    () -> {
                      awaitUninterruptibly(start);
                      shared.close();
                      return true;
                    }));
      }
      bench().recorder().clearCalls();
      start.countDown();
      closers.forEach(closer -> closer.await("a close hangs"));
      assertEquals(1, bench().callsThat(call -> !call.isLock()), "unlock calls");
    }
    bench().assertPages(region, "X.");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A closed handle asks the kernel nothing: other memory may be there now. Look for a question
   * that is asked all the same.
   */
  @Test
  default void optional_L07_closedHandleDoesNotVerify() {
    bench().needs(Capability.VERIFY);
    LockedRange handle = bench().lock(bench().region(1), 0, 1);
    handle.close();
    assertThrows(IllegalStateException.class, handle::verify);
  }

  /**
   * A handle that was lost is unlocked, and the other handles keep their pages. When it fails, look
   * for something that refers to the handle, such as the action of its own cleaner.
   */
  @Test
  default void required_L07_lostHandleIsUnlocked() {
    try (LogCapture log = new LogCapture()) {
      TestRegion region = bench().region(3);
      LockedRange kept = bench().lock(region, 0, 2);
      lockAndLose(bench().locker(), region);
      assertUnlockedByTheCleaner(region);
      bench().assertPages(region, "XX.");
      assertTrue(kept.isLocked());
      assertTrue(log.messages().size() <= 1, () -> "reported more than once: " + log.messages());
    }
  }

  private void lockAndLose(PageLocker locker, TestRegion region) {
    assertTrue(locker.lock(bench().pages(region, 1, 3), LockMode.PLAIN).isLocked());
  }

  private void assertUnlockedByTheCleaner(TestRegion region) {
    long lostPage = bench().page(region, 2);
    assertTrue(
        Garbage.collectUntil(
            bench().patience(), () -> !bench().recorder().lockedPages.contains(lostPage)),
        "a lost handle was not unlocked");
  }

  /**
   * With leak detection each lost handle is reported once, with the place of its creation. When it
   * fails, look at what the cleaner's action remembers.
   */
  @Test
  default void required_L07_lostHandleIsReportedOnceWithThePlaceOfItsCreation() {
    String before = System.getProperty(PageLocker.LEAK_DETECTION_PROPERTY);
    System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, "true");
    try (LogCapture log = new LogCapture()) {
      PageLocker detecting = bench().locker(settings -> settings);
      TestRegion region = bench().region(3);
      detecting.lock(bench().pages(region, 0, 1), LockMode.PLAIN).close();
      lockAndLose(detecting, region);
      assertUnlockedByTheCleaner(region);
      Garbage.collect(bench().patience());
      List<String> messages = log.messages();
      assertEquals(1, messages.size(), () -> "reports: " + messages);
      assertTrue(
          messages.get(0).contains("lockAndLose"),
          () -> "the report does not name the place: " + messages.get(0));
    } finally {
      if (before == null) {
        System.clearProperty(PageLocker.LEAK_DETECTION_PROPERTY);
      } else {
        System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, before);
      }
    }
  }
}
