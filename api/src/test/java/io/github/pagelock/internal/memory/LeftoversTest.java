package io.github.pagelock.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory that was used and closed is unmapped before there are no mappings left. */
class LeftoversTest {
  private final FakeKernel kernel = new FakeKernel();
  private final PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();

  @Test
  void aProgramThatMakesLittleGarbageDoesNotRunOutOfMappings() {
    int most = 0;
    for (int i = 0; i < 4_000; i++) {
      try (LockedMemory memory = locker.allocate(1)) {
        memory.use(bytes -> bytes.put(0, (byte) 1));
      }
      most = Math.max(most, kernel.mapper.mapped());
    }
    assertTrue(most <= 2_500, "there were " + most + " mappings");
  }

  @Test
  void buffersThatAreKeptDoNotMakeItWaitEachTime() {
    List<ByteBuffer> kept = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      try (LockedMemory memory = locker.allocate(1)) {
        kept.add(memory.<ByteBuffer>apply(bytes -> bytes));
      }
    }
    assertEquals(3_000, kernel.mapper.mapped());
    assertTrue(kept.stream().allMatch(each -> each.get(0) == 0));
  }
}
