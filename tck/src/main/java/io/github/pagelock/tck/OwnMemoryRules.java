package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.MemoryState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** M1 to M4, M8 and M9: what locked memory is, as the kernel sees it. */
interface OwnMemoryRules extends Rules {
  /**
   * Whole pages of its own, locked, and zero. When it fails, look at what is locked: each of two
   * memories of a byte has a page.
   */
  @Test
  default void optional_M01_memoryIsWholePagesOfItsOwnLockedAndZero() {
    LockedMemory one = bench().allocate(1);
    LockedMemory two = bench().allocate(bench().pageSize() + 1);
    assertEquals(1, one.byteCount());
    assertTrue(one.isLocked());
    assertEquals(0, one.get(0));
    assertEquals(0, two.get(bench().pageSize()));
    assertNotEquals(bench().firstPage(one), bench().firstPage(two));
    bench().assertPages(one, bench().firstPage(one), true);
    bench().assertPages(two, bench().firstPage(two), true);
    bench().assertLockedBytes(3L * bench().pageSize());
    long page = bench().firstPage(two);
    one.close();
    bench().assertPages(two, page, true);
    two.close();
    bench().assertLockedBytes(0);
  }

  /** A lock that fails leaves nothing locked or mapped: look for a failure that keeps the pages. */
  @Test
  default void optional_M01_failedLockLeavesNothing() {
    bench().needsMemory();
    bench().recorder().faults().failLocksAfter(bench().pageSize(), Fault.EAGAIN);
    assertThrows(PageLockException.class, () -> bench().allocate(4L * bench().pageSize()));
    bench().assertLockedBytes(0);
    assertEquals(0, bench().recorder().mapperCalls.mappedBytes());
  }

  /** The limit holds for it as for any lock: look for pages that are locked without being asked. */
  @Test
  default void optional_M01_limitRefusesMoreThanItAllows() {
    bench().needsMemory();
    bench().limitTo(2);
    LockedMemory fits = bench().allocate(bench().locker(all -> all), bench().allocation(1));
    PageLockException refused =
        assertThrows(PageLockException.class, () -> bench().allocate(2L * bench().pageSize()));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    bench().assertLockedBytes(bench().pageSize());
    assertTrue(fits.isLocked());
  }

  /** The pages before and behind cannot be accessed: look at what is made accessible. */
  @Test
  default void optional_M02_memoryLiesBetweenGuards() {
    bench().needs(Capability.GUARD_PAGES);
    LockOracle oracle = bench().needsOracleOfPromises();
    LockedMemory memory = bench().allocate(2L * bench().pageSize());
    long first = bench().firstPage(memory);
    assertEquals(first, memory.address());
    assertFalse(oracle.isAccessible(first - bench().pageSize()), "the page before it");
    assertTrue(oracle.isAccessible(first));
    assertTrue(oracle.isAccessible(first + bench().pageSize()));
    assertFalse(oracle.isAccessible(first + 2L * bench().pageSize()), "the page behind it");
  }

  /** Asked for, its last byte is the last of its page: look at where a buffer begins. */
  @Test
  default void optional_M02_memoryAtTheEndTouchesTheGuard() {
    bench().needs(Capability.GUARD_PAGES);
    LockedMemory memory = bench().allocate(bench().locker(), bench().allocation(100).atEnd());
    assertEquals(0, (memory.address() + 100) % bench().pageSize());
    memory.use(bytes -> bytes.put(99, (byte) 7));
    assertEquals(7, memory.get(99));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.get(100));
  }

  /** The kernel leaves it out of dumps: look for an advice that was given to no page. */
  @Test
  default void optional_M03_memoryIsLeftOutOfDumps() {
    assertKeeps(Capability.NO_DUMP);
  }

  /** The kernel keeps it from children: look for an advice that was lost. */
  @Test
  default void optional_M04_memoryIsKeptFromChildren() {
    assertKeeps(Capability.WIPE_ON_FORK);
  }

  private void assertKeeps(Capability promise) {
    bench().needs(promise);
    LockOracle oracle = bench().needsOracleOfPromises();
    LockedMemory memory = bench().allocate(2L * bench().pageSize());
    assertTrue(memory.promises().contains(promise));
    for (int i = 0; i < 2; i++) {
      long page = bench().firstPage(memory) + (long) i * bench().pageSize();
      bench().assumeTold(oracle.keeps(page, promise), "the kernel does not tell of " + promise);
      assertEquals(true, oracle.keeps(page, promise).orElseThrow(), "page " + i);
    }
  }

  /**
   * Memory that not even the kernel maps is locked, counted and given back as any. When it fails,
   * look at who brings it in.
   */
  @Test
  default void optional_M08_secretMemoryIsLockedWhereItIsAskedFor() {
    bench().needs(Capability.SECRET_MEMORY);
    LockedMemory memory = bench().allocate(3L * bench().pageSize(), Capability.SECRET_MEMORY);
    assertTrue(memory.promises().contains(Capability.SECRET_MEMORY));
    bench().assertPages(memory, bench().firstPage(memory), true);
    bench().assertLockedBytes(3L * bench().pageSize());
    memory.put(0, (byte) 1);
    assertEquals(1, memory.get(0));
    memory.close();
    bench().assertLockedBytes(0);
  }

  /** verify() tells the lock and each promise: look for an answer that is remembered. */
  @Test
  default void optional_M09_verifyAsksTheKernelForEachPromise() {
    MemoryMapper mapper = bench().needsMapper();
    bench().needs(Capability.VERIFY);
    LockedMemory memory = bench().allocate(2L * bench().pageSize());
    long first = bench().firstPage(memory);
    int page = bench().pageSize();
    MemoryState all = memory.verify();
    assertEquals(KernelState.LOCKED, all.pages());
    Set<Capability> told = EnumSet.copyOf(memory.promises());
    told.retainAll(all.kept());
    assertEquals(told, all.kept(), "more than was promised");
    assertTrue(told.contains(Capability.GUARD_PAGES), () -> "" + all);

    mapper.protect(first + 2L * page, page, Access.READ);
    assertFalse(memory.verify().kept().contains(Capability.GUARD_PAGES), "a guard is gone");
    mapper.protect(first + 2L * page, page, Access.NONE);
    bench().raw().unlock(first, page);
    assertEquals(KernelState.PARTLY, memory.verify().pages());
    bench().raw().lock(first, page);
    assertEquals(all.toString(), memory.verify().toString());
    assertEquals(List.of(), List.copyOf(memory.missing()));
  }
}
