package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pending locks on the running kernel, while memory goes away, processes start and lockers close.
 */
@Timeout(180)
class PendingOnLinuxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final TestMappings memory = new TestMappings();
  private final long before = VmLck.bytes();

  @AfterEach
  void nothingIsLeftLocked() {
    assertEquals(before, VmLck.bytes());
    memory.close();
  }

  /** Linux, with something that happens before each lock of a chunk. */
  private static PageLocker linuxWith(Consumer<Long> beforeLock, int workers, int capacity) {
    PageOperations linux = new LinuxProvider().open();
    PageOperations wrapped =
        (PageOperations)
            Proxy.newProxyInstance(
                PageOperations.class.getClassLoader(),
                new Class<?>[] {PageOperations.class},
                (proxy, method, arguments) -> {
                  if (method.getName().startsWith("lock")) {
                    beforeLock.accept((Long) arguments[0]);
                  }
                  try {
                    return method.invoke(linux, arguments);
                  } catch (InvocationTargetException failure) {
                    throw failure.getCause();
                  }
                });
    PageLockProvider provider =
        new PageLockProvider() {
          @Override
          public String name() {
            return "linux-wrapped";
          }

          @Override
          public int priority() {
            return 0;
          }

          @Override
          public Availability availability() {
            return Availability.available();
          }

          @Override
          public PageOperations open() {
            return wrapped;
          }
        };
    return PageLocker.builder().provider(provider).workers(workers).capacity(capacity).build();
  }

  /** Stops a request at its second chunk, lets something happen to its memory, and goes on. */
  private PendingLock<LockedRange> whilePending(MemoryRange range, ThrowingRunnable action)
      throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Long> chunks = new ArrayList<>();
    try (PageLocker locker =
        linuxWith(
            address -> {
              chunks.add(address);
              if (chunks.size() == 2) {
                reached.countDown();
                await(goOn);
              }
            },
            1,
            4)) {
      PendingLock<LockedRange> pending = locker.lockAsync(range);
      await(reached);
      action.run();
      goOn.countDown();
      assertTrue(pending.await(PATIENCE), "stuck: " + pending);
      return pending;
    }
  }

  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void memoryThatIsUnmappedWhilePendingFailsTheLockAndLeavesNothing() throws Exception {
    int pages = (64 << 20) / PAGE;
    long address = memory.anonymous(pages);
    PendingLock<LockedRange> pending =
        whilePending(
            MemoryRange.ofAddress(address, (long) pages * PAGE, memory),
            () -> memory.unmap(address + pages / 4L * 3 * PAGE, pages / 16));
    assertEquals(State.FAILED, pending.state());
    assertEquals(Reason.NOT_MAPPED, pending.failure().orElseThrow().reason());
  }

  @Test
  void aFileThatIsTruncatedWhilePendingFailsTheLockAndTheJvmLives() throws Exception {
    int pages = (64 << 20) / PAGE;
    Path path = directory.resolve("file");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength((long) pages * PAGE);
      long address = memory.file(path, pages);
      PendingLock<LockedRange> pending =
          whilePending(
              MemoryRange.ofAddress(address, (long) pages * PAGE, memory),
              () -> file.setLength(pages / 2L * PAGE));
      assertEquals(State.FAILED, pending.state());
      assertEquals(Reason.NOT_MAPPED, pending.failure().orElseThrow().reason());
    }
  }

  @Test
  void processesStartWhile4GiBArePending() throws Exception {
    int pages = (int) ((4L << 30) / PAGE);
    long address = memory.anonymous(pages);
    PendingLock<LockedRange> pending =
        PageLocker.system().lockAsync(MemoryRange.ofAddress(address, (long) pages * PAGE, memory));
    int started = 0;
    do {
      assertEquals(0, new ProcessBuilder("true").start().waitFor());
      started++;
    } while (started < 5 && pending.state() == State.PENDING);
    pending.cancel();
    assertTrue(pending.await(PATIENCE), "stuck: " + pending);
    if (pending.state() == State.LOCKED) {
      pending.result().close();
    }
  }

  @Test
  void closingALockerWithThousandsInFlightLeavesOnlyWhatWasLocked() throws Exception {
    int count = 5_000;
    long address = memory.anonymous(2 * count);
    PageLocker locker = linuxWith(chunk -> {}, 2, count);
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(locker.lockAsync(MemoryRange.ofAddress(address + 2L * i * PAGE, PAGE, memory)));
    }
    locker.close();
    long locked = 0;
    for (PendingLock<LockedRange> request : requests) {
      assertTrue(request.state() == State.LOCKED || request.state() == State.CANCELLED);
      locked += request.state() == State.LOCKED ? PAGE : 0;
    }
    assertEquals(before + locked, VmLck.bytes());
    for (PendingLock<LockedRange> request : requests) {
      if (request.state() == State.LOCKED) {
        request.result().close();
      }
    }
  }

  /**
   * Several threads lock, cancel and close overlapping ranges for a fixed time, and one call in
   * twenty fails. {@code -Dpagelock.stress.seconds=N} sets the time, {@code -Dpagelock.seed=N}
   * replays a seed.
   */
  @Test
  @Tag("long")
  void underStressVmLckComesBackToWhatItWas() throws Exception {
    long seed = Long.getLong("pagelock.seed", System.nanoTime());
    long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("pagelock.stress.seconds", 20));
    int pages = (64 << 20) / PAGE;
    long address = memory.anonymous(pages);
    SplittableRandom faults = new SplittableRandom(seed);
    List<Throwable> failures = new ArrayList<>();
    try (PageLocker locker =
        linuxWith(
            chunk -> {
              synchronized (faults) {
                if (faults.nextInt(20) == 0) {
                  throw LockFailure.of(Reason.TRY_AGAIN, "mlock", chunk, PAGE)
                      .errno(Linux.EAGAIN, "EAGAIN")
                      .build();
                }
              }
            },
            2,
            16)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        SplittableRandom random = new SplittableRandom(seed + 1 + i);
        Thread thread = new Thread(() -> stress(locker, random, address, pages, end));
        thread.setUncaughtExceptionHandler(
            (dead, failure) -> {
              synchronized (failures) {
                failures.add(failure);
              }
            });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("seed " + seed, failures.get(0));
    }
    assertEquals(before, VmLck.bytes(), "seed " + seed);
  }

  private void stress(
      PageLocker locker, SplittableRandom random, long address, int pages, long end) {
    while (System.nanoTime() - end < 0) {
      int count = 1 + random.nextInt(random.nextInt(8) == 0 ? pages / 2 : 64);
      int first = random.nextInt(pages - count + 1);
      MemoryRange range =
          MemoryRange.ofAddress(address + (long) first * PAGE, (long) count * PAGE, memory);
      LockMode mode = random.nextInt(4) == 0 ? LockMode.ON_FAULT : LockMode.PLAIN;
      try {
        if (random.nextBoolean()) {
          checkAndClose(locker.lock(range, mode));
        } else {
          checkPending(locker.lockAsync(range, mode), random);
        }
      } catch (PageLockException failure) {
        assertTrue(
            failure.reason() == Reason.TRY_AGAIN || failure.reason() == Reason.QUEUE_FULL,
            failure.toString());
      }
    }
  }

  private static void checkPending(PendingLock<LockedRange> pending, SplittableRandom random) {
    boolean cancelled =
        random.nextInt(3) == 0 && pending.cancel() == PendingLock.Cancellation.CANCELLED;
    try {
      assertTrue(pending.await(PATIENCE), "stuck: " + pending);
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
    assertEquals(cancelled, pending.state() == State.CANCELLED);
    if (pending.state() == State.LOCKED) {
      checkAndClose(pending.result());
    }
  }

  /** Page by page: smaps is not read at one moment, and others lock beside these pages. */
  private static void checkAndClose(LockedRange locked) {
    try (locked) {
      long end = locked.lockedAddress() + locked.lockedBytes();
      for (long page = locked.lockedAddress(); page < end; page += PAGE) {
        int errno = RawLibC.errno(RawLibC.msync(page, PAGE, Linux.MS_INVALIDATE));
        assertEquals(Linux.EBUSY, errno, () -> "not locked: " + locked);
      }
    }
  }
}
