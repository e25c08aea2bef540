package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.libc.Way;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.FileStatus.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel does for a mapper of files, by each bridge. */
class LinuxFileMapperTest {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  private static FileMapper files(Way way) {
    return new LinuxPageOperations(way.loadOrAbort(), ProcFs.ofThisSystem()).files().orElseThrow();
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path path) {
    return bytes(path.toString());
  }

  private static void assertIsAsTheJdkSays(FileStatus status, Path path, LinkOption... options)
      throws IOException {
    Map<String, Object> expected = Files.readAttributes(path, "unix:ino,size", options);
    assertEquals(expected.get("ino"), status.inode());
    assertEquals(expected.get("size"), status.byteCount());
  }

  @ParameterizedTest
  @EnumSource
  void tellsWhatANameStandsFor(Way way) throws IOException {
    FileMapper mapper = files(way);
    Path file = Files.write(directory.resolve("file"), new byte[12_345]);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    FileStatus status = mapper.status(bytes(file), false);
    assertEquals(Kind.REGULAR, status.kind());
    assertIsAsTheJdkSays(status, file);
    assertEquals(status.inode(), mapper.status(bytes(link), true).inode());
    FileStatus ofLink = mapper.status(bytes(link), false);
    assertEquals(Kind.LINK, ofLink.kind());
    assertIsAsTheJdkSays(ofLink, link, LinkOption.NOFOLLOW_LINKS);
    assertEquals(Kind.DIRECTORY, mapper.status(bytes(directory), false).kind());
    assertEquals(Kind.OTHER, mapper.status(bytes("/dev/null"), false).kind());
    assertNotEquals(status.device(), mapper.status(bytes("/proc/self/status"), false).device());
    Path missing = directory.resolve("missing");
    IOException none =
        assertThrows(NoSuchFileException.class, () -> mapper.status(bytes(missing), false));
    assertEquals(missing + ": statx: ENOENT", none.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void mapsWhatIsInTheFile(Way way) throws IOException {
    FileMapper mapper = files(way);
    byte[] content = new byte[3 * PAGE];
    content[PAGE] = 42;
    Path path = Files.write(directory.resolve("file"), content);

    int file = mapper.open(bytes(path));
    assertIsAsTheJdkSays(mapper.status(file), path);
    long address = mapper.map(file, PAGE, 2L * PAGE);
    mapper.close(file);
    assertEquals(42, way.loadOrAbort().bufferOf(address, 1).get(0));
    assertTrue(mapsLine(address).contains("r--s"), () -> mapsLine(address));
    assertTrue(mapsLine(address).endsWith(" " + path), () -> mapsLine(address));
    mapper.unmap(address, 2L * PAGE);
    assertEquals("", mapsLine(address));
  }

  /** Of the mapping that begins there. */
  private static String mapsLine(long address) {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(Long.toHexString(address) + "-"))
          .findFirst()
          .orElse("");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** As a file that a program calls by bytes that are no text. */
  @ParameterizedTest
  @EnumSource
  void aNameIsBytes(Way way) throws Exception {
    FileMapper mapper = files(way);
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", "printf 12345 > \"$(printf 'a\\377b')\"");
    assertEquals(0, shell.directory(directory.toFile()).start().waitFor());
    byte[] prefix = bytes(directory + "/a?b");
    prefix[prefix.length - 2] = (byte) 0xff;
    int file = mapper.open(prefix);
    assertEquals(5, mapper.status(file).byteCount());
    mapper.close(file);
  }

  @ParameterizedTest
  @EnumSource
  void findsWhatIsDataAndWhatIsAHole(Way way) throws IOException {
    FileMapper mapper = files(way);
    Path path = directory.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.setLength(8 * MIB);
      sparse.seek(2 * MIB);
      sparse.write(new byte[(int) MIB]);
    }
    int file = mapper.open(bytes(path));
    assertEquals(2 * MIB, mapper.nextData(file, 0));
    assertEquals(3 * MIB, mapper.nextHole(file, 2 * MIB));
    assertEquals(-1, mapper.nextData(file, 3 * MIB));
    assertEquals(-1, mapper.nextData(file, 9 * MIB));
    assertEquals(MIB, mapper.status(file).allocatedBytes());
    mapper.close(file);
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeMappedIsAnErrorWithAReason(Way way) throws IOException {
    FileMapper mapper = files(way);
    int file = mapper.open(bytes("/proc/self/status"));
    IOException noDevice = assertThrows(IOException.class, () -> mapper.map(file, 0, PAGE));
    assertTrue(String.valueOf(noDevice.getMessage()).contains("mmap: ENODEV"), noDevice::toString);
    mapper.close(file);
  }

  @ParameterizedTest
  @EnumSource
  void aPipeThatNobodyWritesToIsNotWaitedFor(Way way) throws Exception {
    FileMapper mapper = files(way);
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    int file = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> mapper.open(bytes(pipe)));
    assertEquals(Kind.OTHER, mapper.status(file).kind());
    mapper.close(file);
  }

  @Test
  void aProcessWithoutAMappingLeftIsToldSo() throws IOException {
    ScriptedLibC libc = new ScriptedLibC();
    libc.mmap = Linux.ENOMEM;
    LinuxPageOperations linux = new LinuxPageOperations(libc, ProcFs.ofThisSystem());
    FileMapper mapper = linux.files().orElseThrow();
    int file = mapper.open(bytes(Files.write(directory.resolve("file"), new byte[1])));
    PageLockException refused =
        assertThrows(PageLockException.class, () -> mapper.map(file, 0, PAGE));
    assertEquals(Reason.OTHER, refused.reason());
    assertEquals(Linux.ENOMEM, refused.errno());
    mapper.close(file);
  }

  @Test
  void whereAFilterForbidsStatxTheJdkMapsFiles() {
    ScriptedLibC libc = new ScriptedLibC();
    for (int errno : List.of(Linux.ENOSYS, Linux.EPERM)) {
      libc.statx = errno;
      assertTrue(new LinuxPageOperations(libc, ProcFs.ofThisSystem()).files().isEmpty());
    }
  }

  /** In /var/tmp, which is on a disk. */
  @ParameterizedTest
  @EnumSource
  void dropsWhatIsNotInUseFromTheKernelsCache(Way way) throws IOException {
    FileMapper mapper = files(way);
    Path path = Files.createTempFile(Path.of("/var/tmp"), "pagelock", "");
    try {
      try (RandomAccessFile written = new RandomAccessFile(path.toFile(), "rw")) {
        written.write(new byte[8 * PAGE]);
        written.getFD().sync();
      }
      int file = mapper.open(bytes(path));
      mapper.dropCache(file, 0, 4 * PAGE);
      assertThrows(IOException.class, () -> mapper.dropCache(file, 0, -1));
      mapper.close(file);
      assertThrows(IOException.class, () -> mapper.dropCache(-1, 0, PAGE));
    } finally {
      Files.delete(path);
    }
  }
}
