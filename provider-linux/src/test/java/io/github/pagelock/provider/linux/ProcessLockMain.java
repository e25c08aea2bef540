package io.github.pagelock.provider.linux;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Locks its whole process and releases it, while another thread maps and unmaps a page every 0.2
 * ms. Says what the kernel has locked, how long it took, and how long the longest mmap took
 * meanwhile. Arguments: {@code lock} or {@code c} (plain mlockall), PLAIN or ON_FAULT.
 */
final class ProcessLockMain {
  private static final long PAUSE_NANOS = 200_000;

  private static volatile boolean stop;
  private static final AtomicLong WORST = new AtomicLong();

  private ProcessLockMain() {}

  public static void main(String[] arguments) throws Exception {
    Thread bystander = new Thread(ProcessLockMain::mapAndUnmap, "bystander");
    bystander.setDaemon(true);
    bystander.start();
    LockMode mode = LockMode.valueOf(arguments[1]);
    try (TestMappings memory = new TestMappings();
        PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build()) {
      MemoryRange range = MemoryRange.ofAddress(memory.anonymous(16), 16L * TestMappings.PAGE, "");
      say("before");
      Thread.sleep(500); // of the JVM's own beginning
      WORST.set(0);
      Thread.sleep(500);
      worst("quiet");
      if (arguments[0].equals("c")) {
        timed("lock", () -> RawLibC.mlockall(1));
        timed("release", RawLibC::munlockall);
        say("after");
        return;
      }
      LockedRange held = locker.lock(range);
      ProcessLock[] lock = new ProcessLock[1];
      timed("lock", () -> lock[0] = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, mode));
      say("locked");
      System.out.println("held.locked=" + held.verify());
      timed("release", () -> lock[0].close());
      say("after");
      System.out.println("held.after=" + held.verify());
      held.close();
      say("end");
    } finally {
      stop = true;
    }
  }

  private static void mapAndUnmap() {
    while (!stop) {
      long begun = System.nanoTime();
      long page =
          RawLibC.mmap(
              0,
              TestMappings.PAGE,
              RawLibC.PROT_READ | RawLibC.PROT_WRITE,
              RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS,
              -1,
              0);
      RawLibC.munmap(page, TestMappings.PAGE);
      long nanos = System.nanoTime() - begun;
      WORST.accumulateAndGet(nanos, Math::max);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void timed(String what, Runnable work) throws InterruptedException {
    WORST.set(0);
    long begun = System.nanoTime();
    work.run();
    long nanos = System.nanoTime() - begun;
    Thread.sleep(5); // whoever waited has told
    System.out.println(what + ".micros=" + nanos / 1_000);
    worst(what);
  }

  private static void worst(String what) {
    System.out.println(what + ".worst.micros=" + WORST.getAndSet(0) / 1_000);
  }

  private static void say(String when) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.matches("Vm(Lck|Size|RSS):.*")) {
        String name = line.substring(0, line.indexOf(':'));
        System.out.println(when + "." + name + "=" + line.replaceAll("\\D", ""));
      }
    }
  }
}
