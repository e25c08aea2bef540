package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.libc.LibC;

/** Prints what {@link LockedCheck} says of what is locked, and what VmLck says. */
final class LockedCheckMain {
  private static final long PAGE = TestMappings.PAGE;

  private LockedCheckMain() {}

  public static void main(String[] args) {
    LibC libc = JnaLibC.load();
    LockedCheck check = new LockedCheck(libc, PAGE, "6.1");
    try (TestMappings memory = new TestMappings()) {
      long[] soft = new long[2];
      libc.getrlimit(Linux.RLIMIT_MEMLOCK, soft);
      long pages = soft[0] / PAGE;
      long address = memory.anonymous(Math.toIntExact(pages) + 1);
      say("nothing", check, 0, soft[0]);
      libc.mlock(address, (pages - 1) * PAGE);
      say("allButOne", check, (pages - 1) * PAGE, soft[0]);
      libc.mlock(address, pages * PAGE);
      say("all", check, pages * PAGE, soft[0]);
      libc.munlock(address, pages * PAGE);
      say("nothingAgain", check, 0, soft[0]);
      System.out.println("VmLck=" + VmLck.bytes());
    }
  }

  private static void say(String name, LockedCheck check, long locked, long soft) {
    System.out.println(
        name
            + "="
            + check.holds(locked, soft)
            + " "
            + check.holds(locked + PAGE, soft)
            + " "
            + check.holds(locked - PAGE, soft)
            + " "
            + (VmLck.bytes() == locked));
  }
}
