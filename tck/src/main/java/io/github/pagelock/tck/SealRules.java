package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** M7: sealed memory is inaccessible, but while it is used. */
interface SealRules extends Rules {
  private LockedMemory sealed() {
    bench().needs(Capability.SEAL);
    bench().needsOracleOfPromises();
    LockedMemory memory = bench().allocate(2L * bench().pageSize(), Capability.SEAL);
    memory.put(0, (byte) 7);
    memory.seal();
    return memory;
  }

  private boolean isAccessible(LockedMemory memory) {
    return bench().needsOracle().isAccessible(bench().firstPage(memory));
  }

  /**
   * It is inaccessible between uses, keeps what is in it, and stays locked. When it fails, look at
   * what a use leaves behind.
   */
  @Test
  default void optional_M07_sealedMemoryIsAccessibleWhileItIsUsed() {
    LockedMemory memory = sealed();
    assertTrue(memory.isSealed());
    assertFalse(isAccessible(memory), "sealed");
    assertEquals(7, memory.get(0));
    assertFalse(isAccessible(memory), "after a get");
    memory.use(
        outer -> {
          assertTrue(isAccessible(memory), "used");
          memory.use(inner -> inner.put(1, (byte) 8));
          assertTrue(isAccessible(memory), "used, after a use in it");
          assertEquals(8, outer.get(1));
        });
    assertFalse(isAccessible(memory), "after a use");
    bench().assertPages(memory, bench().firstPage(memory), true);
    memory.unseal();
    assertTrue(isAccessible(memory), "unsealed");
    assertFalse(memory.isSealed());
    assertEquals(8, memory.get(1));
  }

  /**
   * It is accessible until the last of several uses has ended, one that reads and one that writes.
   * When it fails, look for a use that does not count.
   */
  @Test
  default void optional_M07_overlappingUsesKeepItAccessible() {
    LockedMemory memory = sealed();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Background<Byte> writer =
        bench()
            .inBackground(
                () ->
                    memory.apply(
                        bytes -> {
                          begun.countDown();
                          Requests.await(goOn);
                          return bytes.put(1, (byte) 9).get(0);
                        }));
    Requests.await(begun);
    byte read = memory.read(bytes -> bytes.get(0));
    assertEquals(7, read);
    assertTrue(isAccessible(memory), "while another thread uses it");
    goOn.countDown();
    assertEquals((byte) 7, (byte) writer.await("a use hangs"));
    assertFalse(isAccessible(memory), "after both");
    assertEquals(9, memory.get(1));
  }

  /** Sealed memory is wiped as any: look for a close that finds it inaccessible. */
  @Test
  default void optional_M07_sealedMemoryIsClosed() {
    LockedMemory memory = sealed();
    memory.close();
    bench().assertLockedBytes(0);
    assertEquals(0, bench().recorder().mapperCalls.mappedBytes());
  }
}
