package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCollectorTest {
  @TempDir private Path dir;

  @BeforeEach
  void makeFiles() throws Exception {
    Files.createDirectories(dir.resolve("sub/deep"));
    Files.write(dir.resolve("b.idx"), new byte[10]);
    Files.write(dir.resolve("a.dat"), new byte[200]);
    Files.write(dir.resolve("sub/c.idx"), new byte[30]);
    Files.write(dir.resolve("sub/deep/d.dat"), new byte[40]);
  }

  @Test
  void aDirectoryStandsForAllFilesBelowItInOrder() {
    assertEquals(
        List.of("a.dat", "b.idx", "sub/c.idx", "sub/deep/d.dat"),
        names(collect(FileFilter.ALL, dir)));
  }

  @Test
  void symbolicLinksBelowADirectoryAreSkippedAndSaid() throws IOException {
    Files.createSymbolicLink(dir.resolve("sub/link"), dir.resolve("a.dat"));
    Files.createSymbolicLink(dir.resolve("sub/loop"), dir);
    FileCollector collector = collect(FileFilter.ALL, dir.resolve("sub"));
    assertEquals(List.of("sub/c.idx", "sub/deep/d.dat"), names(collector));
    assertEquals(1, collector.notices().size());
    assertTrue(collector.notices().get(0).contains("symbolic link"), collector.notices().get(0));
    assertTrue(collector.notices().get(0).startsWith("skipped 2 files"));
  }

  @Test
  void aSymbolicLinkThatIsNamedIsFollowed() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("a.dat"));
    assertEquals(List.of("link"), names(collect(FileFilter.ALL, link)));
  }

  @Test
  void aSymbolicLinkToNothingIsRefusedWithItsReason() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("gone"));
    CliException e = assertThrows(CliException.class, () -> collect(FileFilter.ALL, link));
    assertEquals(link + ": the symbolic link leads to no file", e.getMessage());
  }

  @Test
  void aFileWithSeveralNamesIsCollectedOnce() throws IOException {
    Files.createLink(dir.resolve("hard"), dir.resolve("a.dat"));
    Path symbolic = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("b.idx"));
    FileCollector collector = collect(FileFilter.ALL, dir, symbolic, dir.resolve("hard"));
    assertEquals(List.of("a.dat", "b.idx", "sub/c.idx", "sub/deep/d.dat"), names(collector));
    assertTrue(collector.notices().toString().contains("another name"));
  }

  @Test
  void emptyFilesAreSkippedAndSaid() throws IOException {
    Path empty = Files.createFile(dir.resolve("empty"));
    FileCollector collector = collect(FileFilter.ALL, empty);
    assertEquals(List.of(), collector.files());
    assertEquals(List.of("skipped " + empty + ": empty"), collector.notices());
  }

  @Test
  void specialFilesAreRefusedWhenNamedAndSkippedInADirectory() throws Exception {
    Path fifo = dir.resolve("sub/fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertThrows(CliException.class, () -> collect(FileFilter.ALL, fifo));
    FileCollector collector = collect(FileFilter.ALL, dir.resolve("sub"));
    assertEquals(List.of("sub/c.idx", "sub/deep/d.dat"), names(collector));
    assertEquals(
        List.of("skipped " + fifo + ": neither a file nor a directory"), collector.notices());
  }

  @Test
  void aMissingFileIsRefusedInTheWordsOfTheSystem() {
    Path missing = dir.resolve("missing");
    CliException e = assertThrows(CliException.class, () -> collect(FileFilter.ALL, missing));
    assertEquals(missing + ": no such file or directory", e.getMessage());
  }

  @Test
  void globsAndTheSizeChooseFilesAndExcludeCutsOffDirectories() {
    assertEquals(
        List.of("b.idx", "sub/c.idx"),
        names(collect(filter(List.of("*.idx"), List.of(), Long.MAX_VALUE), dir)));
    assertEquals(
        List.of("a.dat", "b.idx", "sub/c.idx"),
        names(collect(filter(List.of(), List.of("deep"), Long.MAX_VALUE), dir)));
    assertEquals(
        List.of("b.idx", "sub/c.idx"),
        names(collect(filter(List.of("*"), List.of("**/d.*"), 30), dir)));
  }

  @Test
  void onlyFilesThatReachIntoTheRangeAreCollected() {
    FileCollector collector =
        new FileCollector(
            FileFilter.ALL,
            List.of(new ByteRange(35, 45)),
            FileCollectorTest::fail,
            FileCollectorTest::fail);
    collector.add(dir);
    assertEquals(List.of("a.dat", "sub/deep/d.dat"), names(collector));
    assertEquals(List.of(10L, 5L), collector.files().stream().map(TargetFile::byteCount).toList());
  }

  @Test
  void aFileThatWasFoundAndIsGoneIsSaidAndOneThatWasNamedIsNot() throws IOException {
    Path named = dir.resolve("a.dat");
    FileCollector collector = collect(FileFilter.ALL, named, dir);
    for (TargetFile file : collector.files()) {
      Files.delete(file.path());
      CliException gone =
          assertThrows(CliException.class, () -> LockedFile.map(file, PageLocker.system(), false));
      assertEquals(!file.path().equals(named), collector.isVanished(file, gone));
    }
    assertEquals(
        List.of(
            "skipped 3 files, "
                + dir.resolve("b.idx")
                + " the first: removed before it could be opened"),
        collector.notices());
  }

  @Test
  void namesAreReadLineByLineOrUpToNul() throws IOException {
    assertEquals(List.of(Path.of("a b"), Path.of("c")), read("a b\nc\n", '\n'));
    assertEquals(List.of(Path.of("a\nb"), Path.of("c")), read("a\nb\0\0c", '\0'));
    assertEquals(List.of(), read("", '\n'));
    assertThrows(
        CliException.class,
        () -> FileList.read(dir.resolve("none").toString(), '\n', InputStream.nullInputStream()));
  }

  private static List<Path> read(String names, char separator) {
    return FileList.read(
        "-", separator, new ByteArrayInputStream(names.getBytes(StandardCharsets.UTF_8)));
  }

  private static FileFilter filter(List<String> include, List<String> exclude, long maxFileSize) {
    return new FileFilter(
        include.stream().map(PathGlob::of).toList(),
        exclude.stream().map(PathGlob::of).toList(),
        maxFileSize);
  }

  private static FileCollector collect(FileFilter filter, Path... given) {
    FileCollector collector =
        new FileCollector(filter, List.of(), FileCollectorTest::fail, FileCollectorTest::fail);
    Stream.of(given).forEach(collector::add);
    return collector;
  }

  private List<String> names(FileCollector collector) {
    return collector.files().stream().map(file -> dir.relativize(file.path()).toString()).toList();
  }

  private static void fail(CliException e) {
    throw e;
  }
}
