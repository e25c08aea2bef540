package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.linux.libc.Way;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.LimitNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run under a soft limit: raises it by one of the bridges, and prints what the kernel says. */
final class RaisedLimitMain {
  private RaisedLimitMain() {}

  public static void main(String[] arguments) throws IOException {
    LinuxPageOperations linux =
        new LinuxPageOperations(Way.valueOf(arguments[0]).loadOrAbort(), ProcFs.ofThisSystem());
    try (TestMappings memory = new TestMappings()) {
      int pages = Integer.parseInt(arguments[1]);
      long address = memory.anonymous(pages);
      say("before", limits());
      try {
        linux.lock(address, (long) pages * PAGE);
        say("lockedBefore", VmLck.bytes());
      } catch (PageLockException refused) {
        say("lockedBefore", refused.reason());
      }
      linux.unlock(address, (long) pages * PAGE);
      linux.raiseLimit();
      say("after", limits());
      say("told", LimitNumbers.soft(linux.limits()));
      linux.lock(address, (long) pages * PAGE);
      say("lockedAfter", VmLck.bytes());
      linux.raiseLimit();
      say("again", limits());
    }
  }

  private static String limits() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max locked memory"))
        .map(line -> line.replaceAll("[^0-9]+", " ").strip())
        .findFirst()
        .orElseThrow();
  }

  private static void say(String name, Object value) {
    System.out.println(name + "=" + value);
  }
}
