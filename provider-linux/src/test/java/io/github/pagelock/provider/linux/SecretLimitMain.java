package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.MemoryMapper;

/** Run under a limit of 16 pages: secret memory of 12, which counts as locked from its mapping. */
final class SecretLimitMain {
  private static final int PAGES = 12;

  private SecretLimitMain() {}

  public static void main(String[] arguments) {
    LinuxPageOperations linux = (LinuxPageOperations) new LinuxProvider().open();
    MemoryMapper mapper = linux.mapper().orElseThrow();
    try (PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build()) {
      long first = mapper.map((long) PAGES * PAGE);
      mapper.mapSecret(first, (long) PAGES * PAGE);
      say("VmLck", VmLck.bytes());
      TestMappings.touch(first, PAGES);
      MemoryRange range = MemoryRange.ofAddress(first, (long) PAGES * PAGE, null);
      say("diagnosis", locker.diagnose(range).cause());
      try (LockedRange locked = locker.lock(range);
          LockedRange nested = locker.lock(range)) {
        say("held", locked.verify() + " " + nested.verify());
        say("VmLck.held", VmLck.bytes());
        MemoryRange fits = MemoryRange.ofAddress(new TestMappings().anonymous(4), 4L * PAGE, null);
        locker.lock(fits).close();
        say("fits", true);
      }
      say("VmLck.closed", VmLck.bytes());

      long second = mapper.map((long) PAGES * PAGE);
      try {
        mapper.mapSecret(second, (long) PAGES * PAGE);
      } catch (PageLockException refused) {
        say("refused", refused.operation() + " " + refused.errnoName() + " " + refused.reason());
        say("message", refused.getMessage());
      }
      say("reserved", !Smaps.now().at(second).flags().contains("rd"));
      mapper.unmap(first, (long) PAGES * PAGE);
      mapper.mapSecret(second, (long) PAGES * PAGE);
      say("VmLck.second", VmLck.bytes());
    }
  }

  private static void say(String name, Object value) {
    System.out.println(name + "=" + value);
  }
}
