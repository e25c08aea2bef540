package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.LimitNumbers;

/** Run under a limit: prints what the kernel does there, and what the library makes of it. */
final class LimitRowsMain {
  static final int LIMIT_PAGES = 16;

  private LimitRowsMain() {}

  public static void main(String[] arguments) {
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(4 * LIMIT_PAGES);
      row("raw.fourTimes", RawLibC.mlock(address, 4L * LIMIT_PAGES * PAGE));
      row("raw.onFault", RawLibC.mlock2(address, 4L * LIMIT_PAGES * PAGE, Linux.MLOCK_ONFAULT));
      int now = 1; // MCL_CURRENT
      row("raw.mlockall", RawLibC.mlockall(now));
      RawLibC.munlockall();
      row("raw.exactly", RawLibC.mlock(address, LIMIT_PAGES * PAGE));
      row("raw.again", RawLibC.mlock(address, LIMIT_PAGES * PAGE));
      row("raw.onePageMore", RawLibC.mlock(address + LIMIT_PAGES * PAGE, PAGE));
      RawLibC.munlock(address, 4L * LIMIT_PAGES * PAGE);

      LinuxPageOperations linux = (LinuxPageOperations) new LinuxProvider().open();
      say("exempt", linux.limits().exempt());
      say("soft", LimitNumbers.soft(linux.limits()));
      say("capabilities", linux.capabilities());
      provider("provider.fourTimes", () -> linux.lock(address, 4L * LIMIT_PAGES * PAGE));
      provider("provider.onFault", () -> linux.lockOnFault(address, 4L * LIMIT_PAGES * PAGE));
      linux.unlock(address, 4L * LIMIT_PAGES * PAGE);
      PageLocker locker = PageLocker.system();
      MemoryRange range = MemoryRange.ofAddress(address, 4L * LIMIT_PAGES * PAGE, null);
      provider("library.fourTimes", () -> locker.lock(range).close());
      provider("library.onFault", () -> locker.lock(range, LockMode.ON_FAULT).close());
      MemoryRange exactly = MemoryRange.ofAddress(address, LIMIT_PAGES * PAGE, null);
      provider("library.exactly", () -> locker.lock(exactly).close());
      MemoryRange first = MemoryRange.ofAddress(address, PAGE, null);
      provider(
          "library.nestedAtTheLimit",
          () -> {
            try (var held = locker.lock(exactly);
                var nested = locker.lock(first)) {
              say("held", held.verify() + " " + nested.verify());
            }
          });
    }
  }

  private static void row(String name, int returned) {
    int errno = RawLibC.errno(returned);
    say(name, (errno == 0 ? "0" : Linux.nameOf(errno)) + " " + VmLck.bytes());
  }

  private static void provider(String name, Runnable call) {
    String result = "locked";
    try {
      call.run();
    } catch (PageLockException e) {
      result = e.reason() + " " + e.errnoName() + " " + e.getMessage();
    }
    say(name, result + " VmLck " + VmLck.bytes());
  }

  private static void say(String name, Object value) {
    System.out.println(name + "=" + value);
  }
}
