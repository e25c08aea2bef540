package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.ForwardingOperations;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to know the size of the pages at an address, and where it is looked for. */
class PageSizesTest {
  private static final String POOL = "/sys/kernel/mm/hugepages/hugepages-2048kB/";
  private static final String LARGE_POOL = "/sys/kernel/mm/hugepages/hugepages-1048576kB/";
  private static final long MIB = 1 << 20;
  private static final int ASKED = 2000;

  private static final String SMAPS =
      mapping("10000000-10400000 rw-p", 4, "rd wr mr mw me ac")
          + mapping("40000000-80000000 rw-s", 1 << 20, "rd wr sh ht")
          + mapping("80000000-80400000 rw-p", 2048, "rd wr ht")
          + mapping("80400000-80800000 rw-p", 4, "rd wr lo");

  private static String mapping(String addresses, int pageKib, String flags) {
    return addresses
        + " 00000000 00:00 0\nSize:               5000 kB\nKernelPageSize:     "
        + pageKib
        + " kB\nMMUPageSize:           4 kB\nRss:                   0 kB\nVmFlags: "
        + flags
        + " \n";
  }

  @TempDir private Path root;

  private static final class CountedLibC extends ScriptedLibC {
    int asked;

    @Override
    public int ioctl(int descriptor, long request, byte[] argument) {
      asked++;
      return super.ioctl(descriptor, request, argument);
    }
  }

  private final CountedLibC libc = new CountedLibC();
  private FixtureRoot machine;
  private CountedProc proc;
  private PageSizes sizes;

  @BeforeEach
  void aMachineWithoutHugePages() {
    machine = new FixtureRoot(root).with("/proc/self/smaps", SMAPS);
    pools(0, 0, 0);
    proc = new CountedProc(root);
    sizes = new PageSizes(proc, new MappingQuery(libc), PAGE);
  }

  private void pools(int pages, int overcommit, int large) {
    machine
        .with(POOL + "nr_hugepages", pages + "\n")
        .with(POOL + "nr_overcommit_hugepages", overcommit + "\n")
        .with(LARGE_POOL + "nr_hugepages", large + "\n")
        .with(LARGE_POOL + "nr_overcommit_hugepages", "0\n");
  }

  private void used(long kib) {
    machine.with("/proc/self/status", "VmLck:\t       0 kB\nHugetlbPages:\t    " + kib + " kB\n");
  }

  private long times(String path) {
    return proc.opened.stream().filter(path::equals).count();
  }

  /** Counts over a span of time; each may be done once in each second of it, and once more. */
  private static void assertAtMostOncePerSecond(long done, long begun) {
    long most = (System.nanoTime() - begun) / 1_000_000_000 + 2;
    assertTrue(done <= most, done + " times, at most " + most);
  }

  @Test
  void withoutHugePagesAHandleReadsNothingAndAsksNothing() {
    LinuxPageOperations linux = new LinuxPageOperations(new ScriptedLibC(), ProcFs.ofThisSystem());
    OperationsProvider provider =
        new OperationsProvider(
            new ForwardingOperations(linux) {
              @Override
              public long pageSizeAt(long address) {
                return sizes.at(address);
              }
            });
    try (TestMappings memory = new TestMappings();
        PageLocker locker = PageLocker.builder().provider(provider).build()) {
      MemoryRange page = MemoryRange.ofAddress(memory.anonymous(1), PAGE, memory);
      long begun = System.nanoTime();
      for (int i = 0; i < ASKED; i++) {
        try (LockedRange locked = locker.lock(page)) {
          assertEquals(PAGE, locked.lockedBytes());
        }
      }
      assertAtMostOncePerSecond(times(POOL + "nr_hugepages"), begun);
      assertEquals(0, libc.asked);
      assertEquals(0, times("/proc/self/status"));
      assertEquals(0, times("/proc/self/smaps"));
    }
  }

  @Test
  void withoutHugePagesTheKernelIsNotAsked() {
    for (int i = 0; i < ASKED; i++) {
      assertEquals(PAGE, sizes.at(0x8000_0000L));
    }
    assertEquals(0, libc.asked);
  }

  /** In this process there is no such mapping, whatever the machine of the test has. */
  @Test
  void aPoolOfAnySizeOrOneThatMayGrowIsReasonToAskForTheOneMapping() {
    for (int[] pool : List.of(new int[] {1, 0, 0}, new int[] {0, 1, 0}, new int[] {0, 0, 1})) {
      pools(pool[0], pool[1], pool[2]);
      CountedLibC asked = new CountedLibC();
      PageSizes anew = new PageSizes(proc, new MappingQuery(asked), PAGE);
      try (TestMappings memory = new TestMappings()) {
        assertEquals(PAGE, anew.at(memory.anonymous(1)));
      }
      assertEquals(1, asked.asked);
    }
  }

  @Test
  void whereNothingIsMappedItIsTheUsualSize() {
    pools(1, 0, 0);
    assertEquals(PAGE, sizes.at(PAGE));
  }

  @Test
  void withoutSysTheNumbersOfMeminfoDecide(@TempDir Path bare) {
    FixtureRoot container = new FixtureRoot(bare).with("/proc/meminfo", "MemTotal: 100 kB\n");
    new PageSizes(container.proc(), new MappingQuery(libc), PAGE).at(PAGE);
    assertEquals(0, libc.asked);
    container.with("/proc/meminfo", "HugePages_Total:       0\nHugetlb:         1048576 kB\n");
    new PageSizes(container.proc(), new MappingQuery(libc), PAGE).at(PAGE);
    assertEquals(1, libc.asked);
  }

  @Test
  void smapsTellsWhereTheKernelCannotBeAsked() {
    pools(1, 0, 0);
    used(2048);
    for (int errno : new int[] {Linux.ENOTTY, Linux.EPERM}) {
      libc.ioctl = errno;
      assertEquals(PAGE, sizes.at(0x1000_0000L));
      assertEquals(1024 * MIB, sizes.at(0x7fff_ffffL));
      assertEquals(2 * MIB, sizes.at(0x8000_0000L));
      assertEquals(PAGE, sizes.at(0x8040_0000L));
      assertEquals(PAGE, sizes.at(0x2000_0000L));
    }
  }

  @Test
  void smapsIsReadAgainOnlyOnceTheProcessHasOtherHugePages() {
    libc.ioctl = Linux.ENOTTY;
    pools(1, 0, 0);
    used(0);
    for (int i = 0; i < ASKED; i++) {
      assertEquals(PAGE, sizes.at(0x8000_0000L));
    }
    assertEquals(0, times("/proc/self/smaps"));
    used(2048);
    long begun = System.nanoTime();
    for (int i = 0; i < ASKED; i++) {
      assertEquals(2 * MIB, sizes.at(0x8000_0000L));
    }
    assertAtMostOncePerSecond(times("/proc/self/smaps"), begun);
    machine.with("/proc/self/smaps", SMAPS + mapping("90000000-90200000 rw-p", 2048, "rd wr ht"));
    used(2 * 2048);
    assertEquals(2 * MIB, sizes.at(0x9000_0000L));
  }
}
