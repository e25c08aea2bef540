package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageOperations;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages are made resident by the kernel, without a signal where they cannot be read. */
class BringInTest {
  @TempDir Path directory;

  private final TestMappings memory = new TestMappings();
  private final ScriptedLibC libc = new ScriptedLibC();

  @AfterEach
  void unmap() {
    memory.close();
  }

  private PageOperations linux() {
    return new LinuxPageOperations(libc, new ProcFs(Path.of("/")));
  }

  private Path file(int pages) throws Exception {
    Path file = directory.resolve("file" + pages);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((long) pages * PAGE);
    }
    return file;
  }

  private String residency(long address, int pages) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pages; i++) {
      byte[] page = new byte[1];
      int errno = RawLibC.errno(RawLibC.mincore(address + (long) i * PAGE, PAGE, page));
      text.append(errno != 0 ? "-" : (page[0] & 1) != 0 ? "X" : ".");
    }
    return text.toString();
  }

  @Test
  void aColdFileIsBroughtInUpToItsEndAndNothingIsLocked() throws Exception {
    long before = VmLck.bytes();
    long address = memory.file(file(6), 10);
    assertEquals("..........", residency(address, 10));
    assertTrue(linux().bringIn(address, 10 * PAGE));
    assertEquals("XXXXXX....", residency(address, 10));
    assertEquals(before, VmLck.bytes());
  }

  @Test
  void itGoesOnBehindAPageThatCannotBeRead() {
    long address = memory.anonymous(10);
    memory.forbid(address + 3 * PAGE, 1);
    assertTrue(linux().bringIn(address, 10 * PAGE));
    assertEquals("XXX.XXXXXX", residency(address, 10));
  }

  /** A disk that does not answer is asked some times, not for each page. */
  @Test
  void itGivesUpWhereNothingCanBeRead() throws Exception {
    long address = memory.file(file(1), 1000);
    int[] asked = new int[1];
    PageOperations linux =
        new LinuxPageOperations(
            new ScriptedLibC() {
              @Override
              public int madvise(long from, long byteCount, int advice) {
                asked[0]++;
                return super.madvise(from, byteCount, advice);
              }
            },
            new ProcFs(Path.of("/")));
    asked[0] = 0;
    assertTrue(linux.bringIn(address, 1000 * PAGE));
    assertTrue(asked[0] < 100, "asked " + asked[0] + " times");
  }

  @Test
  void kernelsBefore514CannotBeAsked() throws Exception {
    libc.madvise = Linux.EINVAL;
    PageOperations before514 = linux();
    assertFalse(before514.bringIn(memory.file(file(6), 6), 6 * PAGE));
  }
}
