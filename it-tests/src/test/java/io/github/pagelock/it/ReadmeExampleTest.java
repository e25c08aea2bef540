package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeExampleTest {
  private static final Path README = Path.of("../README.md");
  private static final long MAX_PAGE_KILOBYTES = 64;

  @Test
  void everyJavaBlockOfTheReadmeIsCompiledVerbatim() throws IOException {
    MarkdownJava.assertCompiledVerbatim(README, ReadmeExample.class);
  }

  @Test
  void theReadmesLinesLockTheBufferUntilTheBlockEnds() throws IOException {
    List<Long> inside = new ArrayList<>();
    List<Integer> kilobytes = new ArrayList<>();
    ReadmeExample example =
        new ReadmeExample() {
          @Override
          void use(ByteBuffer keys) {
            inside.add(VmLck.kilobytes());
            kilobytes.add(keys.capacity() / 1024);
          }

          @Override
          void report(long bytesLocked, long byteCount) {
            throw new AssertionError("not of this example");
          }
        };
    long before = VmLck.kilobytes();

    example.lock();

    assertEquals(1, inside.size());
    long grown = inside.get(0) - before;
    assertTrue(grown >= kilobytes.get(0), () -> "VmLck grew by " + grown + " kB");
    assertTrue(grown <= kilobytes.get(0) + MAX_PAGE_KILOBYTES, () -> "VmLck grew by " + grown);
    assertEquals(before, VmLck.kilobytes());
  }

  @Test
  void theReadmesLinesLockABufferInTheBackground() throws Exception {
    List<Long> reports = new ArrayList<>();
    ReadmeExample example =
        new ReadmeExample() {
          @Override
          void use(ByteBuffer keys) {
            throw new AssertionError("not of this example");
          }

          @Override
          void report(long bytesLocked, long byteCount) {
            reports.add(byteCount);
          }
        };
    ByteBuffer index = ByteBuffer.allocateDirect(64 << 20);
    long before = VmLck.kilobytes();

    try (LockedRange locked = example.lockInTheBackground(index)) {
      assertTrue(locked.lockedBytes() >= index.capacity());
      assertTrue(VmLck.kilobytes() - before >= index.capacity() / 1024);
      reports.forEach(total -> assertEquals(locked.lockedBytes(), total));
    }
    assertEquals(before, VmLck.kilobytes());
  }

  @Test
  void theReadmesLinesAllocateLockedMemory() {
    List<Long> inside = new ArrayList<>();
    ReadmeExample example =
        new ReadmeExample() {
          @Override
          void use(ByteBuffer keys) {
            throw new AssertionError("not of this example");
          }

          @Override
          void report(long bytesLocked, long byteCount) {
            throw new AssertionError("not of this example");
          }

          @Override
          void readKeyInto(ByteBuffer locked) {
            super.readKeyInto(locked);
            assertEquals(31, locked.remaining());
            inside.add(VmLck.kilobytes());
          }
        };
    long before = VmLck.kilobytes();

    example.allocate();

    assertTrue(inside.get(0) > before, () -> "VmLck was " + inside + ", before " + before);
    assertEquals(before, VmLck.kilobytes());
  }
}
