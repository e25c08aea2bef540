package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KitGuideTest {
  @Test
  void everyJavaBlockOfTheGuideIsCompiledVerbatim() throws IOException {
    MarkdownJava.assertCompiledVerbatim(Path.of("../tck/README.md"), KitGuideExample.class);
  }

  @Test
  void afterItsLinesAllIsWellAgain() {
    long before = VmLck.kilobytes();
    try (PageLocker locker = KitGuideExample.faults()) {
      for (int i = 0; i < 20; i++) {
        try (LockedRange locked = locker.lock(ByteBuffer.allocateDirect(1 << 20))) {
          assertEquals(locked.lockedBytes() / 1024, VmLck.kilobytes() - before);
        }
      }
    }
    assertEquals(before, VmLck.kilobytes());
  }
}
