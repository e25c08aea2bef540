package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.LockFailure;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** M8: what cannot be promised is refused, or said to be missing. */
interface MissingPromiseRules extends Rules {
  /** Nothing is mapped or locked before it is refused: look at when capabilities are asked. */
  @Test
  default void required_M08_missingPromiseIsRefusedBeforeAnythingIsAllocated() {
    bench().recorder().hide(Capability.NO_DUMP);
    PageLocker locker = bench().locker(settings -> settings);
    PageLockException refused = assertThrows(PageLockException.class, () -> locker.allocate(1));
    assertEquals(Reason.UNSUPPORTED, refused.reason());
    assertTrue(String.valueOf(refused.getMessage()).contains("NO_DUMP"), refused::getMessage);
    assertEquals(List.of(), bench().recorder().mapperCalls.all());
    assertEquals(List.of(), bench().recorder().calls());
    bench().assertLockedBytes(0);
  }

  /** Sealing what was not promised to be sealed is refused: look for a seal that does nothing. */
  @Test
  default void optional_M08_sealIsRefusedUnlessItWasPromised() {
    LockedMemory memory = bench().allocate(1);
    assertUnsupportedSeal(memory);
    memory.put(0, (byte) 1);
    assertFalse(memory.isSealed());
  }

  private static void assertUnsupportedSeal(LockedMemory memory) {
    Rules.assertUnsupported(memory::seal);
    Rules.assertUnsupported(memory::unseal);
  }

  /** Best effort locks it, and says exactly what is missing: look at degradation(). */
  @Test
  default void optional_M08_bestEffortSaysWhichPromisesAreMissing() {
    bench().needsMapper();
    bench().recorder().hide(Capability.NO_DUMP);
    PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    Allocation asked = bench().allocation(1, Capability.WIPE_ON_FORK).with(Capability.NO_DUMP);
    LockedMemory memory = bench().allocate(locker, asked);
    assertTrue(memory.isLocked());
    assertEquals(Set.of(Capability.NO_DUMP), memory.missing());
    assertFalse(memory.promises().contains(Capability.NO_DUMP));
    PageLockException why = memory.degradation().orElseThrow();
    assertEquals(Reason.UNSUPPORTED, why.reason());
    assertTrue(String.valueOf(why.getMessage()).contains("NO_DUMP"), why::getMessage);
  }

  /** Best effort gives memory that could not be locked, and says so: look at isLocked(). */
  @Test
  default void optional_M08_bestEffortSaysThatItIsNotLocked() {
    bench().needsMemory();
    PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    bench().recorder().faults().failEveryLock(1, Fault.EAGAIN);
    LockedMemory memory = bench().allocate(locker, bench().allocation(16));
    assertFalse(memory.isLocked());
    assertEquals(Reason.TRY_AGAIN, memory.degradation().orElseThrow().reason());
    assertEquals(Set.of(), memory.missing());
    memory.put(0, (byte) 7);
    assertEquals(7, memory.get(0));
    memory.close();
    bench().assertLockedBytes(0);
  }

  /**
   * A promise that the kernel refuses when it comes to it is missing: look at what is swallowed.
   */
  @Test
  default void optional_M08_promiseThatFailsIsMissing() {
    bench().needs(Capability.NO_DUMP);
    bench().needsMemory();
    PageLockException no = planned();
    MapperCalls calls = bench().recorder().mapperCalls;
    Allocation asked = bench().allocation(1).without(Capability.WIPE_ON_FORK);
    calls.throwAt(3, no); // behind map and protect
    assertEquals(no, assertThrows(PageLockException.class, () -> bench().locker().allocate(asked)));
    PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    calls.throwAt(3, no);
    LockedMemory memory = bench().allocate(locker, asked);
    assertEquals(Set.of(Capability.NO_DUMP), memory.missing());
    assertEquals(no, memory.degradation().orElseThrow());
    assertTrue(memory.isLocked());
  }

  private static PageLockException planned() {
    return LockFailure.of(Reason.OTHER, "madvise", 0, 0).because("a test wanted it").build();
  }

  /** Where nothing can be mapped it is a direct buffer, without a promise: look at what is said. */
  @Test
  default void optional_M08_withoutAMapperItIsADirectBuffer() {
    bench().needs(Capability.BYTE_BUFFERS);
    bench().needs(TestMemory.Feature.OF_THIS_PROCESS);
    bench().recorder().takeTheMapperAway();
    PageLocker locker = bench().locker(settings -> settings);
    assertThrows(PageLockException.class, () -> locker.allocate(1));
    Allocation plain =
        Allocation.of(bench().pageSize() + 1L)
            .without(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK);
    LockedMemory memory = locker.allocate(plain);
    bench().assertPages(memory, bench().firstPage(memory), true);
    bench().assertLockedBytes(2L * bench().pageSize());
    memory.put(bench().pageSize(), (byte) 7);
    assertEquals(Set.of(), memory.promises());
    memory.close();
    bench().assertLockedBytes(0);
  }
}
