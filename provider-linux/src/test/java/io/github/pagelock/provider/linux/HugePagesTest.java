package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of hugetlbfs never leave RAM: the kernel takes a lock of them and marks nothing. */
class HugePagesTest {
  private static final Path POOL = Path.of("/proc/sys/vm/nr_hugepages");
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_HUGETLB = 0x40000;
  private static final long HUGE = 2 << 20;
  private static final int COUNT = 4;

  private final PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build();
  private String poolBefore = "";
  private long address = -1;

  @BeforeEach
  void map() throws IOException {
    assumeTrue(Mounted.isRoot(), "a pool of huge pages needs root");
    assumeTrue(Files.exists(POOL), "this kernel has no huge pages");
    assumeTrue(
        Files.readString(Path.of("/proc/meminfo")).contains("Hugepagesize:       2048 kB"),
        "huge pages of another size");
    poolBefore = Files.readString(POOL).strip();
    Files.writeString(POOL, "" + (Integer.parseInt(poolBefore) + COUNT));
    int both = RawLibC.PROT_READ | RawLibC.PROT_WRITE;
    int flags = RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS | MAP_HUGETLB;
    address = RawLibC.mmap(0, COUNT * HUGE, both, flags, -1, 0);
    assumeTrue(address != -1, "no room for huge pages");
  }

  @AfterEach
  void unmap() throws IOException {
    if (address != -1) {
      RawLibC.munmap(address, COUNT * HUGE);
    }
    if (!poolBefore.isEmpty()) {
      Files.writeString(POOL, poolBefore);
    }
    locker.close();
  }

  private MemoryRange range(long offset, long bytes) {
    return MemoryRange.ofAddress(address + offset, bytes, null);
  }

  @Test
  void aLockOfThemIsOne() {
    try (LockedRange locked = locker.lock(range(0, COUNT * HUGE))) {
      assertEquals(KernelState.LOCKED, locked.verify());
    }
  }

  /** It brings in the whole huge page, and its neighbours are none of its business. */
  @Test
  void soIsOneOfAPartOfAHugePage() {
    try (LockedRange first = locker.lock(range(PAGE, 2 * PAGE));
        LockedRange across = locker.lock(range(2 * HUGE - PAGE, 2 * PAGE))) {
      assertEquals(
          List.of(KernelState.LOCKED, KernelState.LOCKED), locker.verify(List.of(first, across)));
      assertEquals(
          3 * HUGE / PAGE, locker.residency(range(0, COUNT * HUGE)).residentPages().orElseThrow());
    }
  }

  /** The kernel brings them in even if that is not asked for. */
  @Test
  void aLockOnFaultOfThemIsOneToo() {
    try (LockedRange locked = locker.lock(range(0, 2 * HUGE), LockMode.ON_FAULT)) {
      assertEquals(KernelState.LOCKED, locked.verify());
    }
  }

  @Test
  void untouchedOnesAreLockedFromTheirFirstTouchOn() {
    PageOperations linux = new LinuxProvider().open();
    List<PageSpan> both = List.of(new PageSpan(address, HUGE), new PageSpan(address, 2 * HUGE));
    assertEquals(List.of(KernelState.ON_FAULT, KernelState.ON_FAULT), linux.verify(both));
    TestMappings.touch(address, 1);
    assertEquals(List.of(KernelState.LOCKED, KernelState.ON_FAULT), linux.verify(both));
  }

  private void assertTells(LockedRange locked, long offset, long bytes) {
    assertEquals(address + offset, locked.lockedAddress());
    assertEquals(bytes, locked.lockedBytes());
  }

  private void assertHandlesTellWholeOnes(PageLocker with) {
    try (LockedRange inside = with.lock(range(HUGE + PAGE, 2 * PAGE));
        LockedRange across = with.lock(range(2 * HUGE - PAGE, 2 * PAGE));
        LockedRange onFault = with.lock(range(3 * HUGE, 1), LockMode.ON_FAULT)) {
      assertTells(inside, HUGE, HUGE);
      assertTells(across, HUGE, 2 * HUGE);
      assertTells(onFault, 3 * HUGE, HUGE);
      assertEquals(5 * PAGE, with.statistics().heldBytes());
    }
  }

  /** The ledger goes on counting the usual ones. */
  @Test
  void aHandleTellsWholeOnes() {
    assertHandlesTellWholeOnes(locker);
  }

  @Test
  void alsoWhereOnlySmapsTellsTheirSize() {
    ScriptedLibC older = new ScriptedLibC();
    older.ioctl = Linux.ENOTTY;
    OperationsProvider provider =
        new OperationsProvider(new LinuxPageOperations(older, ProcFs.ofThisSystem()));
    try (PageLocker before611 = PageLocker.builder().provider(provider).build()) {
      assertHandlesTellWholeOnes(before611);
    }
  }

  @Test
  void eachEndIsRoundedByItsOwnMapping() {
    long last = address + (COUNT - 1) * HUGE;
    RawLibC.munmap(last, HUGE);
    int both = RawLibC.PROT_READ | RawLibC.PROT_WRITE;
    int flags = RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS | MAP_FIXED;
    assertEquals(last, RawLibC.mmap(last, HUGE, both, flags, -1, 0));
    long two = 2 * HUGE;
    try (LockedRange across = locker.lock(range(two + PAGE, HUGE + PAGE));
        LockedRange behind = locker.lock(range(3 * HUGE + 5 * PAGE, PAGE + 1))) {
      assertTells(across, two, HUGE + 2 * PAGE);
      assertTells(behind, 3 * HUGE + 5 * PAGE, 2 * PAGE);
    }
  }

  @Test
  void aClosedHandleTellsWhatItToldAndAsksNobody() {
    LockedRange asked = locker.lock(range(PAGE, PAGE));
    LockedRange never = locker.lock(range(PAGE, PAGE));
    assertTells(asked, 0, HUGE);
    asked.close();
    never.close();
    assertTells(asked, 0, HUGE);
    assertTells(never, PAGE, PAGE);
  }

  @Test
  void theyCostNothingOfTheLimitAndCloseWithoutComplaint() {
    long before = VmLck.bytes();
    LockedRange locked = locker.lock(range(0, COUNT * HUGE));
    assertEquals(before, VmLck.bytes());
    locked.close();
    assertTrue(!locked.isLocked());
  }
}
