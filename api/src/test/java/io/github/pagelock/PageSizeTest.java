package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  @Test
  void itIsTheProviders() {
    try (PageLocker locker =
        PageLocker.builder().provider(new FakeProvider(new FakeKernel(65536))).build()) {
      assertEquals(65536, locker.pageSize());
    }
  }

  @Test
  void itIs4096WhereThereIsNoProvider() {
    try (PageLocker locker =
        PageLocker.builder().provider("none").policy(LockPolicy.BEST_EFFORT).build()) {
      assertEquals(4096, locker.pageSize());
    }
  }
}
