package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.PendingLock;
import io.github.pagelock.provider.linux.LinuxProvider;
import io.github.pagelock.provider.linux.VmLck;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What all rounds share. */
final class Scene {
  final Report report;
  final Weather weather = new Weather();
  final PageLocker keeper;

  /** A request of long ago. */
  final PendingLock<LockedRange> ended;

  final Object ledger = Books.ledger();
  final ByteBuffer buffer = ByteBuffer.allocateDirect(Area.BYTES);

  /** Threads that ask for locks; kept, so that they are not the library's to start. */
  final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "asks");
            thread.setDaemon(true);
            return thread;
          });

  final long lockedBefore = VmLck.bytes();
  final AtomicLong locked = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong cancelled = new AtomicLong();
  final AtomicLong degraded = new AtomicLong();
  final AtomicLong lost = new AtomicLong();

  private final PageLockProvider provider;
  private final PageLockProvider queueing;

  Scene(Report report, boolean forgetsToUnlock) {
    this.report = report;
    PageOperations linux = new LinuxProvider().open();
    this.provider = new Provider(new FaultyOperations(linux, weather, forgetsToUnlock, null));
    this.queueing = new Provider(new FaultyOperations(linux, weather, forgetsToUnlock, threads));
    this.keeper = PageLocker.builder().provider(provider).build();
    this.ended = keeper.lockAsync(buffer);
    ended.completion().toCompletableFuture().join().close();
    FaultyLog.begin(report);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (!Violation.isExpected(thrown)) {
            report.violation(new Violation("uncaught in " + thread, thrown));
          }
        });
  }

  /** A locker with settings by chance. */
  PageLocker locker(Random random) {
    PageLockerBuilder builder =
        PageLocker.builder()
            .provider(random.nextInt(4) == 0 ? queueing : provider)
            .policy(random.nextBoolean() ? LockPolicy.REQUIRED : LockPolicy.BEST_EFFORT)
            .allowOvercommit(random.nextBoolean())
            .capacity(1 + random.nextInt(8));
    if (random.nextInt(3) > 0) {
      builder.workers(1 + random.nextInt(2));
    }
    if (random.nextInt(3) > 0) {
      builder.callbackExecutor(new FaultyExecutor(threads, random.nextInt(10)));
    }
    return builder.build();
  }

  void close() {
    keeper.close();
    threads.shutdown();
  }

  private record Provider(PageOperations operations) implements PageLockProvider {
    @Override
    public String name() {
      return "linux-on-the-worst-day";
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
      return operations;
    }
  }
}
