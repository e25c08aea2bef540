package io.github.pagelock.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.MemoryMapper;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LockedMemoryTest {
  private final FakeKernel kernel = new FakeKernel();

  /** Its kernel refuses to make sealed memory accessible, once. */
  @Test
  void whatCannotBeWipedStaysLocked() {
    AtomicBoolean refuses = new AtomicBoolean();
    PageLocker refusing =
        PageLocker.builder()
            .provider(
                new FakeProvider(
                    new ForwardingOperations(kernel) {
                      @Override
                      public Optional<MemoryMapper> mapper() {
                        return Optional.of(refusingMapper(refuses));
                      }
                    }))
            .build();
    LockedMemory memory = refusing.allocate(Allocation.of(100).with(Capability.SEAL));
    memory.seal();
    refuses.set(true);
    assertThrows(IllegalStateException.class, memory::close);
    assertEquals(kernel.pageSize(), kernel.lockedBytes());
    assertEquals(1, kernel.mapper.mapped());
    assertThrows(IllegalStateException.class, () -> memory.get(0));
  }

  private MemoryMapper refusingMapper(AtomicBoolean refuses) {
    return (MemoryMapper)
        Proxy.newProxyInstance(
            MemoryMapper.class.getClassLoader(),
            new Class<?>[] {MemoryMapper.class},
            (self, method, arguments) -> {
              if (refuses.get() && method.getName().equals("protect")) {
                throw new IllegalStateException("a test wanted it");
              }
              return method.invoke(kernel.mapper, arguments);
            });
  }
}
