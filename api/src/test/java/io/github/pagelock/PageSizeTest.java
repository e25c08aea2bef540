package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  @Test
  void itIsTheProviders() {
    try (PageLocker locker =
        PageLocker.builder().provider(new FakeProvider(new FakeKernel(65536))).build()) {
      assertEquals(65536, locker.pageSize());
    }
  }

  private static PageLocker withoutProvider() {
    return PageLocker.builder().provider("none").policy(LockPolicy.BEST_EFFORT).build();
  }

  @Test
  void itIsTheLargestThatIsUsualWhereThereIsNoProvider() {
    try (PageLocker locker = withoutProvider()) {
      assertEquals(64 << 10, locker.pageSize());
    }
  }

  /** In memory, where nothing is read ahead: each page of the file is there once it was read. */
  @Test
  void eachPageIsTouchedWhereNobodyKnowsTheSize() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(Files.isWritable(memory), "no file system in memory");
    Path file = Files.createTempFile(memory, "pagelock", "");
    try (PageLocker locker = withoutProvider();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 20);
      assertFalse(buffer.isLoaded(), "before");
      assertFalse(locker.lock(buffer).isLocked());
      assertTrue(buffer.isLoaded(), "after");
    } finally {
      Files.delete(file);
    }
  }
}
