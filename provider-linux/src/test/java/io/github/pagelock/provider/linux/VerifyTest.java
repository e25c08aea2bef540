package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerifyTest {
  private final TestMappings memory = new TestMappings();
  private final PageOperations linux = new LinuxProvider().open();

  @AfterEach
  void unmap() {
    memory.close();
  }

  private KernelState state(long address, int pages) {
    return linux.verify(List.of(new PageSpan(address, (long) pages * PAGE))).get(0);
  }

  @Test
  void tellsEveryStateOfOneMapping() {
    long address = memory.anonymous(8);
    assertEquals(KernelState.NOT_LOCKED, state(address, 8));
    linux.lock(address, 4 * PAGE);
    assertEquals(KernelState.LOCKED, state(address, 4));
    assertEquals(KernelState.PARTLY, state(address, 8));
    assertEquals(KernelState.NOT_LOCKED, state(address + 4 * PAGE, 4));
    linux.lockOnFault(address + 4 * PAGE, 4 * PAGE);
    assertEquals(KernelState.ON_FAULT, state(address, 8));
    TestMappings.touch(address, 8);
    assertEquals(KernelState.LOCKED, state(address, 8));
    memory.unmap(address + 7 * PAGE, 1);
    assertEquals(KernelState.PARTLY, state(address, 8));
    memory.unmap(address, 7);
    assertEquals(KernelState.NOT_MAPPED, state(address, 8));
  }

  @Test
  void pagesDroppedFromAPlainLockAreNotResident() {
    long address = memory.anonymous(4);
    linux.lock(address, 2 * PAGE);
    linux.lockOnFault(address + 2 * PAGE, 2 * PAGE);
    assertEquals(KernelState.ON_FAULT, state(address, 4));
    int errno = RawLibC.errno(RawLibC.madvise(address, PAGE, RawLibC.MADV_DONTNEED_LOCKED));
    assumeTrue(errno != Linux.EINVAL, "MADV_DONTNEED_LOCKED needs Linux 5.18");
    assertEquals(KernelState.NOT_RESIDENT, state(address, 4));
    assertEquals(KernelState.ON_FAULT, state(address + 2 * PAGE, 2));
  }

  @Test
  void memoryThatTheKernelOnlyPretendsToLockIsNotLocked() {
    long address;
    try {
      address = memory.droppable(4);
    } catch (IllegalStateException refused) {
      assumeTrue(false, "MAP_DROPPABLE needs Linux 6.11");
      return;
    }
    linux.lock(address, 4 * PAGE);
    assertEquals(KernelState.NOT_LOCKED, state(address, 4));
  }

  @Test
  void anAddressThatWasNeverMappedIsNotMapped() {
    assertEquals(KernelState.NOT_MAPPED, state(PAGE, 4));
  }

  @Test
  void noSpansNoAnswers() {
    assertEquals(List.of(), linux.verify(List.of()));
  }

  /** Each answer of a batch is what smaps says of that span, whatever else is in the batch. */
  @Test
  void aBatchOfOverlappingSpansAgreesWithSmaps() {
    int pages = 256;
    Random random = new Random(42);
    long address = memory.anonymous(pages);
    for (int i = 0; i < 40; i++) {
      long at = address + (long) random.nextInt(pages) * PAGE;
      if (random.nextBoolean()) {
        linux.lock(at, PAGE);
      } else {
        RawLibC.mprotect(at, PAGE, RawLibC.PROT_READ);
      }
    }
    linux.lock(address + 100 * PAGE, 64 * PAGE);
    List<PageSpan> spans = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(pages);
      int count = 1 + random.nextInt(Math.min(8, pages - from));
      spans.add(new PageSpan(address + (long) from * PAGE, (long) count * PAGE));
    }
    List<KernelState> answers = linux.verify(spans);
    Smaps smaps = Smaps.now();
    for (int i = 0; i < spans.size(); i++) {
      long locked = smaps.lockedBytes(spans.get(i).address(), spans.get(i).byteCount());
      KernelState expected =
          locked == 0
              ? KernelState.NOT_LOCKED
              : locked == spans.get(i).byteCount() ? KernelState.LOCKED : KernelState.PARTLY;
      assertEquals(expected, answers.get(i), "span " + i);
    }
    assertNotEquals(1, answers.stream().distinct().count());
  }

  /**
   * A thousand answers cost about what asking the kernel's own way once does, not a thousand times
   * that. How much less, where calls are cheap and the code is warm, the benchmarks judge.
   */
  @Test
  void aThousandSpansCostAboutOneReadOfSmaps() throws IOException {
    int pages = 4000;
    long address = memory.anonymous(pages);
    List<PageSpan> spans = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long at = address + 4L * i * PAGE;
      linux.lock(at, PAGE);
      spans.add(new PageSpan(at, PAGE));
    }
    long verify = Long.MAX_VALUE;
    long smaps = Long.MAX_VALUE;
    for (int i = 0; i < 15; i++) {
      long start = System.nanoTime();
      List<KernelState> states = linux.verify(spans);
      long middle = System.nanoTime();
      Files.readAllBytes(Path.of("/proc/self/smaps"));
      long end = System.nanoTime();
      verify = Math.min(verify, middle - start);
      smaps = Math.min(smaps, end - middle);
      assertEquals(List.of(KernelState.LOCKED), states.stream().distinct().toList());
    }
    assertTrue(verify <= 3 * smaps, "verify " + verify + " ns, smaps " + smaps + " ns");
  }
}
