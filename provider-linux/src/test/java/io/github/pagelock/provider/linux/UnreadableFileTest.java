package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file on a disk that ends within it: reading on is an I/O error, of which mlock never returns.
 * So each lock is tried in a JVM of its own, which must end by itself.
 */
class UnreadableFileTest {
  private static final long MIB = 1 << 20;
  private static final long FILE = 32 * MIB;

  @TempDir Path directory;
  private Path file;
  private Mounted disk;
  private String loop = "";

  /** Behind it nothing can be read; the file system has blocks of a page. */
  private long firstBad;

  @BeforeEach
  void cutTheDisk() throws IOException {
    assumeTrue(Mounted.isRoot(), "a loop device needs root");
    assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no loop devices");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path image = directory.resolve("image");
    Path point = Files.createDirectory(directory.resolve("disk"));
    resize(image, 64 * MIB);
    Mounted.run(
        List.of("mkfs.ext4", "-q", "-F", "-b", "" + PAGE, "-O", "^has_journal", image.toString()));
    loop = Mounted.run(List.of("losetup", "--find", "--show", image.toString())).strip();
    disk = Mounted.on(point, "mount", loop);
    Path written = Files.write(point.resolve("f"), new byte[(int) FILE]);
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
    Mounted.run(List.of("sync", "-f", written.toString()));
    disk.close();
    disk = Mounted.on(point, "mount", "-o", "noload,noatime", loop);
    file = point.resolve("f");
    Mounted.run(List.of("blockdev", "--flushbufs", loop));
    resize(image, 20 * MIB);
    Mounted.run(List.of("losetup", "-c", loop));
    // Whoever has copied the mount (unshare) keeps its page cache: out of it, by posix_fadvise.
    Mounted.run(List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none"));
    firstBad = firstBad();
    assertTrue(firstBad > 4 * MIB && firstBad < FILE - 4 * MIB, "first bad byte " + firstBad);
  }

  @AfterEach
  void detach() {
    if (disk != null) {
      disk.close();
    }
    if (!loop.isEmpty()) {
      Mounted.run(List.of("losetup", "-d", loop));
    }
  }

  private static void resize(Path image, long bytes) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(image.toFile(), "rw")) {
      opened.setLength(bytes);
    }
  }

  /** By reading the file page by page; leaves in RAM what could be read. */
  private long firstBad() throws IOException {
    byte[] page = new byte[PAGE];
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
      for (long at = 0; at < FILE; at += page.length) {
        opened.seek(at);
        try {
          opened.readFully(page);
        } catch (IOException bad) {
          return at;
        }
      }
    }
    return FILE;
  }

  private ChildJvm.Result lock(List<String> prefix, long offset, long bytes, String how) {
    List<String> all = new ArrayList<>(List.of("timeout", "-s", "KILL", "60"));
    all.addAll(prefix);
    return ChildJvm.run(
        all,
        ChildJvm.java(UnreadableFileMain.class, file.toString(), "" + offset, "" + bytes, how));
  }

  private void assertIoError(ChildJvm.Result result) {
    assertEquals(0, result.exit(), result.output());
    assertEquals("IO_ERROR", result.value("cause"), result.output());
    assertEquals("OTHER", result.value("reason"));
    assertEquals("EFAULT", result.value("errno"));
    assertEquals("0", result.value("locked"));
    assertEquals("true", result.value("closed"));
    String message = result.value("message");
    assertTrue(message.contains(file + ", offset " + firstBad + ": an I/O error"), message);
    assertFalse(message.contains("limit on locked memory is"), message);
    assertFalse(message.contains("CAP_IPC_LOCK"), message);
  }

  @Test
  void aLockFailsAtOnceAndNamesTheFileAndTheOffset() {
    assertIoError(lock(List.of(), 0, FILE, "sync"));
  }

  @Test
  void soDoesThatOfASmallPart() {
    assertIoError(lock(List.of(), firstBad - 2 * PAGE, 4 * PAGE, "sync"));
  }

  @Test
  void soDoesAPendingLockAndItsWorkerIsNotLost() {
    assertIoError(lock(List.of(), 0, FILE, "async"));
  }

  /** Where mlock alone would be chosen: chunk by chunk. */
  @Test
  void soDoesAPendingLockOfWhatIsMostlyResident() {
    assertIoError(lock(List.of(), 0, firstBad + PAGE, "async"));
  }

  @Test
  void soDoesThatOfAPrivateMapping() {
    assertIoError(lock(List.of(), 0, FILE, "private"));
  }

  @Test
  void bestEffortSaysWhy() {
    assertIoError(lock(List.of(), 0, firstBad + PAGE, "best-effort"));
  }

  /** mincore pretends that all of another's file is resident. */
  @Test
  void soDoesThatOfAnothersFile() {
    List<String> nobody = new ArrayList<>(List.of("prlimit", "--memlock=8388608:8388608"));
    nobody.addAll(ChildJvm.AS_NOBODY);
    assertIoError(lock(nobody, firstBad - 2 * PAGE, 4 * PAGE, "sync"));
    assertIoError(lock(nobody, firstBad - MIB, 2 * MIB, "sync"));
    assertIoError(lock(nobody, firstBad - MIB, 6 * MIB, "async"));
  }
}
