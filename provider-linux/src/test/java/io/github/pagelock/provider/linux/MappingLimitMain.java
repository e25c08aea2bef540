package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.PageLockException;

/**
 * Uses up vm.max_map_count, where a JVM can die of any mapping that it needs itself: so the calls
 * come in one go, and all that they need has been used before.
 */
final class MappingLimitMain {
  private static final int PAGES = 8;

  private MappingLimitMain() {}

  public static void main(String[] arguments) {
    LinuxPageOperations linux = (LinuxPageOperations) new LinuxProvider().open();
    int max = (int) linux.mappings().max();
    try (TestMappings memory = new TestMappings()) {
      long locked = memory.anonymous(PAGES);
      long unlocked = memory.anonymous(PAGES);
      long filler = memory.anonymous(2 * max);
      linux.lock(locked, PAGES * PAGE);
      attempt(() -> linux.lock(PAGE, PAGE)); // loads the classes that explain
      attempt(() -> linux.unlock(PAGE, PAGE));
      long before = VmLck.bytes();

      fill(filler, max);
      int rawLock = RawLibC.errno(RawLibC.mlock(unlocked + PAGE, PAGE));
      int rawUnlock = RawLibC.errno(RawLibC.munlock(locked + PAGE, PAGE));
      String lock = attempt(() -> linux.lock(unlocked + PAGE, PAGE));
      String unlock = attempt(() -> linux.unlock(locked + PAGE, PAGE));
      memory.unmap(filler, 2 * max);

      System.out.println("raw.lock=" + Linux.nameOf(rawLock));
      System.out.println("raw.unlock=" + Linux.nameOf(rawUnlock));
      System.out.println("lock=" + lock);
      System.out.println("unlock=" + unlock);
      System.out.println("changed=" + (VmLck.bytes() - before));
      System.out.println("later=" + attempt(() -> linux.unlock(locked + PAGE, PAGE)));
      System.out.println("unlocked=" + (before - VmLck.bytes()));
    }
  }

  /** Every other page gets another protection: two mappings more each time, until none is left. */
  static void fill(long filler, int max) {
    for (int i = 0; i < max; i++) {
      int result = RawLibC.mprotect(filler + (2L * i + 1) * PAGE, PAGE, RawLibC.PROT_READ);
      if (result != 0) {
        // One mapping may be left, which a split at an edge would take.
        RawLibC.mprotect(filler + 2L * max * PAGE - PAGE, PAGE, RawLibC.PROT_READ);
        return;
      }
    }
  }

  private static String attempt(Runnable call) {
    try {
      call.run();
      return "done";
    } catch (PageLockException e) {
      return e.reason() + " " + e.getMessage();
    }
  }
}
