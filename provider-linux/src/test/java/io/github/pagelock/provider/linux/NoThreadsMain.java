package io.github.pagelock.provider.linux;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Best effort, over the limit, in a process that cannot start threads. */
final class NoThreadsMain {
  /** asm-generic/resource.h. */
  private static final int RLIMIT_NPROC = 6;

  private NoThreadsMain() {}

  public static void main(String[] arguments) throws Exception {
    run("asking", new LinuxProvider().open());
    run(
        "reading",
        new ForwardingOperations(new LinuxProvider().open()) {
          @Override
          public boolean bringIn(long address, long byteCount) {
            return false;
          }
        });
    System.exit(0);
  }

  private static void run(String name, PageOperations linux) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(10 * TestMappings.PAGE);
    PageLocker best =
        PageLocker.builder()
            .provider(new OperationsProvider(linux))
            .policy(LockPolicy.BEST_EFFORT)
            .workers(1)
            .build();
    best.lock(buffer).close();
    best.lockAsync(buffer).await(Duration.ofSeconds(20)); // the worker is there
    for (int threads : List.of(0, 1)) {
      leave(threads);
      String sync;
      try {
        sync = describe(best.lock(buffer));
      } catch (Throwable thrown) {
        sync = "throws " + thrown;
      }
      leave(threads);
      PendingLock<LockedRange> pending = best.lockAsync(buffer);
      boolean ended = pending.await(Duration.ofSeconds(5));
      leave(-1);
      System.out.println(name + "." + threads + ".lock=" + sync);
      System.out.println(
          name + "." + threads + ".lockAsync=" + (ended ? describe(pending.result()) : pending));
    }
  }

  private static String describe(LockedRange handle) {
    return handle
        .degradation()
        .map(
            why ->
                why.reason()
                    + " "
                    + Arrays.stream(why.getSuppressed())
                        .map(problem -> problem.getClass().getSimpleName())
                        .toList())
        .orElse("locked");
  }

  /**
   * None more may start if 0, any number if negative, else about so many: a thread of the JVM's may
   * end meanwhile.
   */
  private static void leave(int threads) throws Exception {
    // One that has ended may be counted a moment longer.
    Thread.sleep(200);
    long[] softAndHard = new long[2];
    RawLibC.getrlimit(RLIMIT_NPROC, softAndHard);
    try (Stream<Path> running = Files.list(Path.of("/proc/self/task"))) {
      softAndHard[0] = threads < 0 ? softAndHard[1] : threads == 0 ? 1 : running.count() + threads;
    }
    RawLibC.setrlimit(RLIMIT_NPROC, softAndHard);
  }
}
