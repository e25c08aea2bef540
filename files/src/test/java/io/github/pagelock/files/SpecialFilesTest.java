package io.github.pagelock.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.internal.files.MappingNeed;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no usual file, or not on a usual file system. */
class SpecialFilesTest {
  private static final long PAGE = PageLocker.system().pageSize();
  private static final long MIB = 1 << 20;

  @TempDir Path directory;
  private final long before = Kernel.vmLck();

  @AfterEach
  void nothingIsLeftLocked() {
    assertEquals(before, Kernel.vmLck(), "bytes of VmLck");
  }

  /** What it prints; assumes that it may be done here. */
  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    assumeTrue(process.waitFor() == 0, () -> String.join(" ", command) + ": " + output);
    return output;
  }

  @Test
  void aBlockDeviceIsLockedByItsSize() throws Exception {
    Path disk = Files.write(directory.resolve("disk"), new byte[(int) MIB]);
    Path device = Path.of(run("losetup", "--find", "--show", disk.toString()));
    try {
      try (ResidentFile resident = ResidentFile.lock(device)) {
        assertEquals(MIB, resident.byteCount());
        assertEquals(MIB, Kernel.lockedBytes(device));
        assertEquals(MIB, Kernel.residentBytes(device));
      }
      try (ResidentFile resident = ResidentFile.of(device).range(MIB / 2, PAGE).dataOnly().lock()) {
        assertEquals(PAGE, resident.lockedBytes());
      }
    } finally {
      run("losetup", "--detach", device.toString());
    }
  }

  /** To read a hole there allocates it. */
  @Test
  void theHolesOfATmpfsFileAreCountedAndNeverFillIt() throws Exception {
    Path point = Files.createDirectory(directory.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", point.toString());
    try {
      Path file = point.resolve("sparse");
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(8 * MIB);
        sparse.seek(4 * MIB);
        sparse.write(new byte[(int) PAGE]);
      }
      PageLockException refused =
          assertThrows(PageLockException.class, () -> ResidentFile.lock(file));
      assertEquals(Cause.FILE_SYSTEM_FULL, refused.diagnosis().orElseThrow().cause());
      assertTrue(Files.getFileStore(file).getUsableSpace() > MIB, "it was filled up");
      try (ResidentFile resident = ResidentFile.of(file).dataOnly().lock()) {
        assertEquals(PAGE, resident.lockedBytes());
      }
      assertTrue(Files.getFileStore(file).getUsableSpace() > MIB, "it was filled up");
    } finally {
      run("umount", point.toString());
    }
  }

  @Test
  void aFileThatItsFileSystemDoesNotMapIsSaid() throws IOException {
    Path file = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    assumeTrue(Files.exists(file) && Files.size(file) > 0, "a file of sysfs that has a size");
    IOException refused = assertThrows(IOException.class, () -> ResidentFile.lock(file));
    assertEquals(
        "the file cannot be mapped: its file system does not allow it (mmap: ENODEV), such as FUSE"
            + " with direct_io",
        refused.getMessage());
  }

  /** With the numbers of a process that has many. */
  @Test
  void moreFilesThanMayBeMappedAreRefusedBeforeTheFirst() throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.write(directory.resolve("file" + i), new byte[1]);
    }
    Files.write(directory.resolve("empty"), new byte[0]);
    FileFilter all = new FileFilter(List.of(), List.of(), Long.MAX_VALUE);
    FileSource source = FileSource.of(PageLocker.system());
    MappingNeed.require(FileCount.of(directory, all, source), MappingRoom.of(880, 1_000));
    PageLockException refused =
        assertThrows(
            PageLockException.class,
            () ->
                MappingNeed.require(
                    FileCount.of(directory, all, source), MappingRoom.of(881, 1_000)));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    assertTrue(
        String.valueOf(refused.getMessage()).contains("the files need 20 mappings more"),
        refused::toString);
    assertTrue(refused.toString().contains("vm.max_map_count="), refused::toString);
  }
}
