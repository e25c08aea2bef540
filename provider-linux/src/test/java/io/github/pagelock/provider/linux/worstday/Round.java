package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Some threads that lock and unlock in one area, while things fail; then everything ends. */
final class Round {
  private static final int LOCKERS = 2;
  private static final int MOST_THREADS = 4;

  /** Faults end then: what waits must not need them to. */
  private static final long FAULTY_MILLIS = 200;

  final Scene scene;
  final Area area;
  final List<PageLocker> lockers = new ArrayList<>();
  final ConcurrentLinkedQueue<LockedRange> handles = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();

  /** Whether a handle, or a request, was dropped: only the collector can find it. */
  volatile boolean hasLost;

  private final Random random;

  Round(Scene scene, Random random) {
    this.scene = scene;
    this.random = random;
    this.area = new Area(scene.buffer, random);
  }

  /**
   * Ends as it should, or ends the JVM.
   *
   * @param plan null: nothing fails
   */
  void run(@Nullable FaultPlan plan) {
    try (area) {
      boolean closeFirst = random.nextBoolean();
      boolean looksClosely = random.nextInt(4) == 0; // the kernel's answer takes a millisecond
      if (plan != null) {
        scene.weather.change(random, scene.lockedBefore);
        Faults.on(plan);
      }
      makeLockers(random.nextInt(4) == 0);
      act();
      scene.weather.clear();
      new Settlement(this).settle(closeFirst, looksClosely);
    } catch (Throwable violation) {
      scene.report.violation(violation);
    }
  }

  /** What fails is done again without faults. */
  private void makeLockers(boolean mayFail) {
    if (!mayFail) {
      Faults.pause();
    }
    for (int i = 0; i < LOCKERS; i++) {
      long seed = random.nextLong();
      try {
        lockers.add(scene.locker(new Random(seed)));
      } catch (Throwable failed) {
        if (!Violation.isExpected(failed)) {
          throw failed;
        }
        Faults.pause();
        lockers.add(scene.locker(new Random(seed)));
      }
    }
    Faults.goOn();
  }

  private void act() throws Exception {
    List<Actor> actors = new ArrayList<>();
    for (int left = 1 + random.nextInt(MOST_THREADS); left > 0; left--) {
      actors.add(new Actor(this, new Random(random.nextLong())));
    }
    List<Future<?>> ends = new ArrayList<>();
    actors.forEach(actor -> ends.add(scene.threads.submit(actor)));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAULTY_MILLIS);
    for (Future<?> actor : ends) {
      try {
        actor.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException waits) {
        Faults.off();
        scene.report.phase("a thread still waits, faults are off");
        actor.get();
      }
    }
    Faults.off();
    scene.report.phase("the threads have ended");
  }
}
