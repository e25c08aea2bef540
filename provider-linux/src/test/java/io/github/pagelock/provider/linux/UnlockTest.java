package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageOperations;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UnlockTest {
  private final PageOperations linux = new LinuxProvider().open();
  private final long before = VmLck.bytes();

  @Test
  void goesOnBeyondEveryHole() {
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(16);
      linux.lock(address, 16 * PAGE);
      memory.unmap(address, 1);
      memory.unmap(address + 7 * PAGE, 2);
      memory.unmap(address + 15 * PAGE, 1);
      assertEquals(before + 12 * PAGE, VmLck.bytes());
      linux.unlock(address, 16 * PAGE);
      assertEquals(before, VmLck.bytes());
    }
  }

  @Test
  void pagesThatWereNeverMappedOrNeverLockedAreNoError() {
    try (TestMappings memory = new TestMappings()) {
      linux.unlock(PAGE, 4 * PAGE);
      linux.unlock(memory.anonymous(4), 4 * PAGE);
      assertEquals(before, VmLck.bytes());
    }
  }

  @Test
  void nothingOutsideOfTheRangeIsUnlocked() {
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(16);
      linux.lock(address, 16 * PAGE);
      memory.unmap(address + 8 * PAGE, 1);
      linux.unlock(address + 6 * PAGE, 4 * PAGE);
      assertEquals(6 * PAGE, Smaps.now().lockedBytes(address, 6 * PAGE));
      assertEquals(6 * PAGE, Smaps.now().lockedBytes(address + 10 * PAGE, 6 * PAGE));
      assertEquals(before + 12 * PAGE, VmLck.bytes());
    }
  }

  /** As where others unmap the page whenever it is to be unlocked, and map it again. */
  @Test
  void whatCanBeUnlockedWhenItIsAskedForOnceMoreIsNoFailure() {
    int[] failing = {3}; // the call itself, and two attempts that meet the same page
    ScriptedLibC libc =
        new ScriptedLibC() {
          @Override
          public int munlock(long address, long byteCount) {
            return failing[0]-- > 0 ? Linux.ENOMEM : super.munlock(address, byteCount);
          }
        };
    PageOperations operations = new LinuxPageOperations(libc, ProcFs.ofThisSystem());
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(4);
      linux.lock(address, 4 * PAGE);
      operations.unlock(address, 4 * PAGE);
      assertEquals(before, VmLck.bytes());
      assertEquals(-1, failing[0]);
    }
  }

  @Test
  void othersMayUnmapPagesMeanwhile() throws InterruptedException {
    Random random = new Random(7);
    int pages = 64;
    for (int round = 0; round < 100; round++) {
      try (TestMappings memory = new TestMappings()) {
        long address = memory.anonymous(pages);
        linux.lock(address, (long) pages * PAGE);
        int[] holes = random.ints(0, pages).distinct().limit(20).toArray();
        memory.unmap(address + (long) holes[0] * PAGE, 1);
        CountDownLatch start = new CountDownLatch(1);
        Thread other =
            new Thread(
                () -> {
                  start.countDown();
                  for (int i = 1; i < holes.length; i++) {
                    memory.unmap(address + (long) holes[i] * PAGE, 1);
                  }
                });
        other.start();
        start.await();
        linux.unlock(address, (long) pages * PAGE);
        other.join();
        assertEquals(0, Smaps.now().lockedBytes(address, (long) pages * PAGE));
      }
    }
    assertEquals(before, VmLck.bytes());
  }
}
