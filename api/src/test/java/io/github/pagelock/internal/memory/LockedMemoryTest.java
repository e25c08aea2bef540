package io.github.pagelock.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LockedMemoryTest {
  private final FakeKernel kernel = new FakeKernel();
  private final PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();

  @Test
  void smoke() {
    LockedMemory memory =
        locker.allocate(Allocation.of(100).with(Capability.SEAL, Capability.SECRET_MEMORY).atEnd());
    assertEquals(4096, kernel.lockedBytes());
    memory.use(bytes -> bytes.putInt(0, 7));
    ByteBuffer kept = memory.apply(bytes -> bytes);
    memory.seal();
    assertFalse(kernel.isAccessible(memory.address()));
    assertEquals(7, memory.get(3));
    assertEquals(memory.promises(), with(memory));
    memory.close();
    memory.close();
    assertEquals(0, kept.getInt(0));
    assertEquals(0, kernel.lockedBytes());
    assertThrows(IllegalStateException.class, () -> memory.get(0));
    assertTrue(kernel.mapper.mapped() == 1);
  }

  private static java.util.Set<Capability> with(LockedMemory memory) {
    java.util.Set<Capability> all = new java.util.HashSet<>(memory.verify().kept());
    all.add(Capability.SEAL);
    return all;
  }
}
