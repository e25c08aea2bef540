package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageSpan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a page that are in RAM: the kernel is not asked of each what it is. */
class ManySmallFilesTest {
  private static final int FILES = 500;

  @TempDir private Path dir;

  @Test
  void theMappingsAreNotAskedForOneByOne() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ScriptedLibC libc =
        new ScriptedLibC() {
          @Override
          public int ioctl(int descriptor, long request, byte[] argument) {
            asked.incrementAndGet();
            return super.ioctl(descriptor, request, argument);
          }
        };
    LinuxPageOperations operations = new LinuxPageOperations(libc, ProcFs.ofThisSystem());
    int pageSize = operations.pageSize();
    Path file = Files.write(dir.resolve("file"), new byte[pageSize]);
    try (TestMappings memory = new TestMappings()) {
      List<PageSpan> spans = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        // One after the other of the same file: its pages do not follow, so they do not merge.
        spans.add(new PageSpan(ColdFile.map(memory, file, 1, 1), pageSize));
      }
      asked.set(0);
      assertEquals(0, operations.fileSystemProblem(spans).stream().count());
      for (PageSpan span : spans) {
        operations.lock(span.address(), span.byteCount());
        operations.unlock(span.address(), span.byteCount());
      }
      assertTrue(asked.get() < FILES / 2, () -> "asked " + asked + " times");
    }
  }
}
