package io.github.pagelock.provider.freebsd;

import io.github.pagelock.loading.Moment;
import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import io.github.pagelock.spi.LockQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Goes every way on which requests end and pages are unlocked. What is loaded between the two
 * markers is seen by who reads the JVM's log of loaded classes.
 */
final class LoadedAtOpenMain {
  private LoadedAtOpenMain() {}

  private static final AtomicInteger TOLD = new AtomicInteger();
  private static int submitted;

  private static LockQueue.Request submit(LockQueue queue) {
    submitted++;
    return queue.submit(
        FakeFreeBsd.page(0), FakeFreeBsd.PAGE, (failure, nanos) -> TOLD.incrementAndGet());
  }

  private static void awaitAll() throws InterruptedException {
    while (TOLD.get() < submitted) {
      Thread.sleep(1);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> {});
    FakeAio kernel = new FakeAio();
    kernel.numbers.put("vfs.aio.max_aio_queue_per_proc", 256L);
    kernel.numbers.put("vfs.aio.max_aio_queue", 1024L);
    FreeBsdPageOperations operations =
        new FreeBsdPageOperations(kernel, settings -> settings.withWaits(20_000_000, 20_000_000));
    LockQueue queue = operations.queue().orElseThrow();

    Moment.opened();
    submit(queue);
    awaitAll();
    for (int errno = 1; errno < 100; errno++) {
      kernel.endsWith(errno);
      submit(queue);
      awaitAll();
    }
    kernel.endsWith(0);
    kernel.hold(true);
    submit(queue).cancel();
    awaitAll();
    kernel.hold(false);
    submit(queue).cancel();
    kernel.letGo();
    kernel.roomFor(0);
    submit(queue);
    submit(queue).cancel();
    awaitAll(); // out of patience
    kernel.roomFor(256);
    for (String call : new String[] {"aio_mlock", "aio_return", "kevent", "kqueue", "addressOf"}) {
      kernel.fault = FakeAio.throwsAt(call, false, 1, () -> new Injected("a test's"));
      submit(queue);
      awaitAll();
      kernel.fault = FakeAio.throwsAt(call, true, 1, () -> new Injected("a test's"));
      submit(queue);
      awaitAll();
    }
    kernel.fault = FakeAio.throwsAt("mlock", true, 1, () -> new Injected("a test's"));
    kernel.noKqueue(24);
    kernel.closedBySomebodyElse(((AioQueue) queue).reaper().kqueue());
    submit(queue);
    awaitAll();
    kernel.noKqueue(0);
    unlock(kernel, operations);
    Moment.done();
    System.out.println("told=" + TOLD.get());
  }

  private static void unlock(FakeAio kernel, FreeBsdPageOperations operations) {
    kernel.mapped.remove(FakeFreeBsd.page(1));
    kernel.wired.add(FakeFreeBsd.page(2));
    operations.unlock(FakeFreeBsd.page(0), 4L * FakeFreeBsd.PAGE);
    kernel.wired.add(FakeFreeBsd.page(2));
    for (int mapErrno : new int[] {0, FreeBsd.ECAPMODE}) {
      kernel.mapErrno = mapErrno;
      kernel.munlockErrno = FreeBsd.EPERM;
      try {
        operations.unlock(FakeFreeBsd.page(0), 4L * FakeFreeBsd.PAGE);
        throw new AssertionError("it is unlocked");
      } catch (io.github.pagelock.PageLockException asItShould) {
        kernel.munlockErrno = 0;
      }
      operations.unlock(FakeFreeBsd.page(0), 4L * FakeFreeBsd.PAGE);
    }
  }
}
