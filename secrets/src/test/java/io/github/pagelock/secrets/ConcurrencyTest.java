package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses and closes by several threads. */
@Timeout(120)
class ConcurrencyTest {
  private static final int THREADS = 8;

  private final FakeMachine machine = new FakeMachine();
  private final SecretPool pool = machine.pool();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    pool.close();
    assertEquals(0, machine.kernel.lockedBytes());
  }

  /** A use that lasts until it is let go. */
  private static final class LongUse {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);

    Byte of(Secret secret) {
      return secret.<Byte>apply(
          bytes -> {
            begun.countDown();
            try {
              letGo.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return bytes.get(0);
          });
    }
  }

  private static Thread start(Runnable action) {
    Thread thread = new Thread(action);
    thread.start();
    return thread;
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertTrue(thread.isAlive(), "it does not wait");
      Thread.onSpinWait();
    }
  }

  @Test
  void closeWaitsParkedForTheUsesOfOthersAndLaterOnesFail() throws Exception {
    Secret secret = pool.copy(new byte[] {7});
    LongUse use = new LongUse();
    LongUse second = new LongUse();
    Future<Byte> seen = threads.submit(() -> use.of(secret));
    Future<Byte> seenToo = threads.submit(() -> second.of(secret));
    use.begun.await();
    second.begun.await();
    Thread closer = start(secret::close);
    awaitParked(closer);
    Thread other = start(secret::close);
    awaitParked(other);
    assertTrue(secret.isDestroyed());
    assertThrows(IllegalStateException.class, () -> secret.use(bytes -> {}));
    pool.copy(new byte[] {8});
    second.letGo.countDown();
    assertEquals((byte) 7, seenToo.get());
    assertEquals(Thread.State.WAITING, closer.getState());
    use.letGo.countDown();
    assertEquals((byte) 7, seen.get());
    closer.join();
    other.join();
    assertEquals(1, pool.secretCount());
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsNotLost() throws Exception {
    Secret secret = pool.copy(new byte[] {7});
    LongUse use = new LongUse();
    Future<Byte> seen = threads.submit(() -> use.of(secret));
    use.begun.await();
    boolean[] interrupted = new boolean[1];
    Thread closer =
        start(
            () -> {
              secret.close();
              interrupted[0] = Thread.interrupted();
            });
    awaitParked(closer);
    closer.interrupt();
    Thread.sleep(20);
    assertTrue(closer.isAlive());
    use.letGo.countDown();
    assertEquals((byte) 7, seen.get());
    closer.join();
    assertTrue(interrupted[0]);
  }

  @Test
  void thePoolWaitsForUsesToo() throws Exception {
    Secret secret = pool.copy(new byte[] {7});
    LongUse use = new LongUse();
    Future<Byte> seen = threads.submit(() -> use.of(secret));
    use.begun.await();
    Thread closer = start(pool::close);
    awaitParked(closer);
    assertThrows(IllegalStateException.class, () -> pool.copy(new byte[1]));
    use.letGo.countDown();
    assertEquals((byte) 7, seen.get());
    closer.join();
    assertEquals(0, machine.kernel.lockedBytes());
  }

  /** Each secret is one value all over: whoever sees two has seen somebody else's. */
  @Test
  void nobodySeesTheBytesOfAnother() throws Exception {
    AtomicReferenceArray<Secret> shared = new AtomicReferenceArray<>(64);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      tasks.add(() -> churn(shared, 5_000));
    }
    int used = 0;
    for (Future<Integer> result : threads.invokeAll(tasks)) {
      used += result.get();
    }
    assertTrue(used > THREADS * 500, "only " + used + " uses met an open secret");
    pool.check();
  }

  private int churn(AtomicReferenceArray<Secret> shared, int rounds) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int used = 0;
    for (int i = 0; i < rounds; i++) {
      int place = random.nextInt(shared.length());
      if (i % 3 == 0) {
        int length = 1 + random.nextInt(100);
        Secret old =
            shared.getAndSet(place, pool.copy(FakeMachine.bytes(length, 1 + random.nextInt(127))));
        if (old != null) {
          old.close();
        }
      } else {
        used += looksWhole(shared.get(place)) ? 1 : 0;
      }
    }
    return used;
  }

  private static boolean looksWhole(Secret secret) {
    if (secret == null) {
      return false;
    }
    try {
      secret.use(
          bytes -> {
            byte first = bytes.get(0);
            assertFalse(first == 0);
            for (int i = 1; i < bytes.limit(); i++) {
              assertEquals(first, bytes.get(i));
            }
          });
      return true;
    } catch (IllegalStateException closed) {
      return false;
    }
  }

  @Test
  void secretsThatAreClosedWhileTheyAreComparedAreUnequalAtWorst() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Secret one = pool.copy(new byte[] {1, 2});
      Secret other = pool.copy(new byte[] {1, 2});
      Future<Boolean> equal = threads.submit(() -> one.equals(other));
      other.close();
      one.close();
      equal.get();
    }
    assertEquals(0, pool.secretCount());
  }
}
