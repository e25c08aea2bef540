package io.github.pagelock.provider.freebsd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import io.github.pagelock.spi.LockQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The queue on a kernel, threads and listeners that fail when they are told to. */
final class QueueHarness {
  /** As the kit's, which says more of this property. */
  static final Duration PATIENCE =
      Duration.ofMillis(Long.getLong("pagelock.tck.patienceMillis", 30_000));

  private static final long IDLE_NANOS = Duration.ofMillis(200).toNanos();

  final FakeAio kernel = new FakeAio();
  final AioQueue queue;

  /** What the threads of the queue have thrown, or were told to report. */
  final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();

  final List<Thread> threads = new ArrayList<>();
  final AtomicInteger threadsAskedFor = new AtomicInteger();
  volatile boolean noThreads;
  volatile @Nullable Error ofTheHandler;
  private int pages;

  QueueHarness() {
    this(PATIENCE);
  }

  QueueHarness(Duration patience) {
    this(patience, null);
  }

  /** With another maker of failures than the real one. */
  QueueHarness(Duration patience, @Nullable EndFailures failures) {
    AioSettings settings = new AioSettings(16 << 20, 256, 1024, 32, patience.toNanos(), IDLE_NANOS);
    queue =
        new AioQueue(
            kernel,
            failures == null ? new EndFailures(lockFailures(kernel), settings) : failures,
            settings,
            threads());
  }

  static LockFailures lockFailures(FakeFreeBsd kernel) {
    Sysctl sysctl = new Sysctl(kernel);
    VmMapReader maps = new VmMapReader(kernel, 1);
    SystemLimits limits = new SystemLimits(kernel, sysctl, maps, FakeFreeBsd.PAGE);
    Cures cures = new Cures(sysctl, "user", FakeFreeBsd.PAGE);
    return new LockFailures(
        maps, limits, new Permission(kernel, sysctl, cures), cures, FakeFreeBsd.PAGE);
  }

  private ThreadFactory threads() {
    return body -> {
      threadsAskedFor.incrementAndGet();
      Thread thread =
          new Thread(body, "reaper of a test") {
            @Override
            public synchronized void start() {
              if (noThreads) {
                throw new Injected("unable to create native thread");
              }
              super.start();
            }
          };
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(this::report);
      threads.add(thread);
      return thread;
    };
  }

  private void report(Thread thread, Throwable problem) {
    reported.add(problem);
    Error own = ofTheHandler;
    if (own != null) {
      throw own;
    }
  }

  /** Counts how often it is told, and may throw. */
  static final class Told implements LockQueue.Listener {
    private final AtomicInteger times = new AtomicInteger();
    private volatile @Nullable PageLockException failure;
    private volatile @Nullable Thread by;
    private final Supplier<? extends @Nullable Error> thrown;
    LockQueue.@Nullable Request request;

    Told(Supplier<? extends @Nullable Error> thrown) {
      this.thrown = thrown;
    }

    @Override
    public void ended(@Nullable PageLockException why, long nanos) {
      failure = why;
      by = Thread.currentThread();
      times.incrementAndGet();
      Error error = thrown.get();
      if (error != null) {
        throw error;
      }
    }

    int times() {
      return times.get();
    }

    @Nullable Thread by() {
      return by;
    }

    boolean isLocked() {
      return times() == 1 && failure == null;
    }

    PageLockException failure() {
      PageLockException why = failure;
      if (why == null) {
        throw new AssertionError("it is locked, or not told yet");
      }
      return why;
    }

    LockQueue.Request request() {
      LockQueue.Request submitted = request;
      if (submitted == null) {
        throw new AssertionError("not submitted");
      }
      return submitted;
    }
  }

  Told submit() {
    return submit(() -> null);
  }

  Told submit(Supplier<? extends @Nullable Error> thrownByListener) {
    Told told = new Told(thrownByListener);
    long address = FakeFreeBsd.page(pages++ % 64);
    told.request = queue.submit(address, FakeFreeBsd.PAGE, told);
    return told;
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, () -> "it does not come about: " + what);
      Thread.sleep(1);
    }
  }

  static void awaitTold(Told... all) throws InterruptedException {
    for (Told one : all) {
      await("somebody is told", () -> one.times() > 0);
    }
  }

  /** Whoever was submitted is told once, and nothing is left in the kernel. */
  void assertAllToldOnce(List<Told> all) throws InterruptedException {
    awaitTold(all.toArray(Told[]::new));
    await("all blocks are free", () -> queue.blocksInUse() == 0);
    await("the thread rests", () -> threads.stream().noneMatch(Thread::isAlive));
    for (Told one : all) {
      assertTrue(one.times() == 1, () -> one.times() + " times told");
    }
    assertTrue(kernel.unreturned() == 0, () -> kernel.unreturned() + " left in the kernel");
    assertTrue(kernel.submittedTwice() == 0, () -> kernel.submittedTwice() + " blocks used twice");
  }
}
