package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.files.DirectoryEvent.Kind;
import io.github.pagelock.files.FollowedFile.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Directories that are followed; VmLck and smaps are the witnesses. */
@SuppressWarnings("try") // what is followed is looked at in the kernel
class ResidentDirectoryTest {
  private static final long PAGE = PageLocker.system().pageSize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<DirectoryEvent> events = new CopyOnWriteArrayList<>();
  private long before;

  @BeforeEach
  void countBefore() {
    before = Kernel.vmLck();
  }

  @AfterEach
  void nothingIsLeftLocked() {
    assertEquals(before, Kernel.vmLck(), "bytes of VmLck");
    assertEquals(List.of(), Kernel.locked(directory));
  }

  private Path write(String name, long pages) throws IOException {
    Path path = directory.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, new byte[(int) (pages * PAGE)]);
  }

  /** Not by looking at everything: what the system tells has to be enough. */
  private ResidentDirectoryBuilder builder() {
    return ResidentDirectory.of(directory).lookEvery(Duration.ofDays(1)).listener(events::add);
  }

  private static void until(BooleanSupplier done, Object what) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, () -> "it does not come to that: " + what);
      Thread.sleep(10);
    }
  }

  /** Names below the directory, and pages. */
  private Map<String, Long> locked() {
    Map<String, Long> locked = new TreeMap<>();
    for (Kernel.Area area : Kernel.locked(directory)) {
      locked.merge(
          directory.relativize(Path.of(area.file())).toString(),
          area.byteCount() / PAGE,
          Long::sum);
    }
    return locked;
  }

  private void untilLocked(Map<String, Long> expected) throws InterruptedException {
    long bytes = expected.values().stream().mapToLong(pages -> pages * PAGE).sum();
    until(
        () -> locked().equals(expected) && Kernel.residentBytes(directory) == bytes,
        expected + ", " + events);
    assertEquals(bytes, Kernel.vmLck() - before, "bytes of VmLck");
  }

  private boolean happened(Kind kind, Path path) {
    return events.stream().anyMatch(event -> event.kind() == kind && event.path().equals(path));
  }

  @ParameterizedTest
  @EnumSource
  void whatComesAndGoesIsFollowed(Way way) throws Exception {
    Path old = write("old", 2);
    write("below/deep/file", 3);
    try (ResidentDirectory resident = builder().locker(way.locker()).follow()) {
      untilLocked(Map.of("old", 2L, "below/deep/file", 3L));
      assertTrue(happened(Kind.LOCKED, old));
      Path fresh = write("fresh", 4);
      write("another/new", 1);
      untilLocked(Map.of("old", 2L, "below/deep/file", 3L, "fresh", 4L, "another/new", 1L));
      assertEquals(10 * PAGE, resident.lockedBytes());
      Files.delete(old);
      untilLocked(Map.of("below/deep/file", 3L, "fresh", 4L, "another/new", 1L));
      until(() -> happened(Kind.RELEASED, old), events);
      try (RandomAccessFile file = new RandomAccessFile(fresh.toFile(), "rw")) {
        file.setLength(9 * PAGE);
        untilLocked(Map.of("below/deep/file", 3L, "fresh", 9L, "another/new", 1L));
        file.setLength(PAGE);
        untilLocked(Map.of("below/deep/file", 3L, "fresh", 1L, "another/new", 1L));
      }
      until(() -> happened(Kind.CHANGED, fresh), events);
      assertTrue(resident.files().stream().allMatch(file -> file.state() == State.LOCKED));
    }
  }

  /** Its old pages are let go though the name is still there. */
  @ParameterizedTest
  @EnumSource
  void aFileThatIsReplacedIsAnother(Way way) throws Exception {
    write("file", 5);
    try (ResidentDirectory resident = builder().exclude("*.tmp").locker(way.locker()).follow()) {
      untilLocked(Map.of("file", 5L));
      Path fresh = write("file.tmp", 2);
      Files.move(fresh, directory.resolve("file"), StandardCopyOption.REPLACE_EXISTING);
      untilLocked(Map.of("file", 2L));
      assertEquals(1, resident.files().size());
    }
  }

  /** Never unlocked in between: it is the same file. */
  @Test
  void aFileThatIsRenamedStaysLocked() throws Exception {
    Path file = write("one", 5);
    try (ResidentDirectory resident = builder().follow()) {
      untilLocked(Map.of("one", 5L));
      events.clear();
      Files.move(file, directory.resolve("two"));
      until(
          () -> resident.files().get(0).path().equals(directory.resolve("two")), resident.files());
      untilLocked(Map.of("two", 5L));
      assertEquals(List.of(), events);
    }
  }

  @Test
  void aFileOfTwoNamesIsLockedOnce() throws Exception {
    Path one = write("one", 5);
    Path two = Files.createLink(directory.resolve("two"), one);
    try (ResidentDirectory resident = builder().follow()) {
      assertEquals(1, resident.files().size());
      assertEquals(5 * PAGE, Kernel.vmLck() - before);
      Files.delete(one);
      until(() -> resident.files().get(0).path().equals(two), resident.files());
      assertEquals(5 * PAGE, Kernel.vmLck() - before);
      Files.delete(two);
      until(() -> resident.files().isEmpty(), resident.files());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryThatIsRenamedIsFollowedUnderItsNewName(Way way) throws Exception {
    write("one/below/file", 2);
    try (ResidentDirectory resident = builder().locker(way.locker()).follow()) {
      Files.move(directory.resolve("one"), directory.resolve("two"));
      untilLocked(Map.of("two/below/file", 2L));
      write("two/below/new", 3);
      write("one/below/another", 1);
      untilLocked(Map.of("two/below/file", 2L, "two/below/new", 3L, "one/below/another", 1L));
      deleteTree(directory.resolve("two"));
      untilLocked(Map.of("one/below/another", 1L));
      assertEquals(1, resident.files().size());
    }
  }

  private static void deleteTree(Path top) throws IOException {
    try (var paths = Files.walk(top)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Twice, also by another directory that was put in its place. */
  @Test
  void aDirectoryThatIsRemovedAndMadeAgainIsFollowedAgain() throws Exception {
    Path top = directory.resolve("top");
    write("top/file", 2);
    try (ResidentDirectory resident =
        ResidentDirectory.of(top)
            .lookEvery(Duration.ofMillis(200))
            .listener(events::add)
            .follow()) {
      deleteTree(top);
      untilLocked(Map.of());
      until(() -> happened(Kind.GONE, top), events);
      write("top/again", 3);
      untilLocked(Map.of("top/again", 3L));
      write("other/file", 4);
      Files.move(top, directory.resolve("away"));
      Files.move(directory.resolve("other"), top);
      untilLocked(Map.of("top/file", 4L));
      write("top/below/more", 1);
      untilLocked(Map.of("top/file", 4L, "top/below/more", 1L));
      assertEquals(2, resident.files().size());
    }
  }

  @Test
  void onlyWhatIsWantedIsKept() throws Exception {
    write("a.idx", 1);
    write("big.idx", 9);
    write("a.log", 1);
    write("cache/b.idx", 1);
    write("data/c.idx", 2);
    Files.createSymbolicLink(directory.resolve("link.idx"), directory.resolve("a.log"));
    Files.createSymbolicLink(directory.resolve("loop"), directory);
    assertEquals(0, new ProcessBuilder("mkfifo", directory + "/pipe.idx").start().waitFor());
    try (ResidentDirectory resident =
        builder().include("*.idx").exclude("cache").largestFile(8 * PAGE).follow()) {
      untilLocked(Map.of("a.idx", 1L, "data/c.idx", 2L));
      write("data/d.idx", 3);
      write("cache/e.idx", 3);
      untilLocked(Map.of("a.idx", 1L, "data/c.idx", 2L, "data/d.idx", 3L));
      assertEquals(3, resident.files().size());
    }
  }

  @Test
  void whatIsThereStaysWhereTheBudgetRefusesTheNew() throws Exception {
    Path first = write("1", 3);
    Path second;
    try (ResidentDirectory resident = builder().budget(Budget.refusingNew(4 * PAGE)).follow()) {
      second = write("2", 2);
      until(() -> happened(Kind.REFUSED, second), events);
      untilLocked(Map.of("1", 3L));
      FollowedFile refused =
          resident.files().stream().filter(file -> file.path().equals(second)).findFirst().get();
      assertEquals(State.NOT_LOCKED, refused.state());
      assertEquals(
          "it takes "
              + 2 * PAGE
              + " bytes more, and of a budget of "
              + 4 * PAGE
              + " bytes "
              + 3 * PAGE
              + " are used",
          refused.reason().orElseThrow().getMessage());
      Files.delete(first);
      untilLocked(Map.of("2", 2L));
    }
  }

  @Test
  void theOldestGivesWayWhereTheBudgetSaysSo() throws Exception {
    Path first = write("1", 3);
    try (ResidentDirectory resident = builder().budget(Budget.releasingOldest(6 * PAGE)).follow()) {
      write("2", 3);
      untilLocked(Map.of("1", 3L, "2", 3L));
      Path third = write("3", 2);
      untilLocked(Map.of("2", 3L, "3", 2L));
      until(() -> happened(Kind.GAVE_WAY, first), events);
      assertTrue(resident.awaitSettled(PATIENCE));
      assertFalse(happened(Kind.REFUSED, first), "that is no news");
      Path tooBig = write("4", 7);
      until(() -> happened(Kind.REFUSED, tooBig), events);
      untilLocked(Map.of("2", 3L, "3", 2L));
      Files.delete(third);
      untilLocked(Map.of("1", 3L, "2", 3L));
      assertEquals(3, resident.files().size());
    }
  }

  @Test
  void theLeastGivesWayWhereAnOrderSaysSo() throws Exception {
    write("a", 2);
    write("c", 2);
    Comparator<FollowedFile> byName = Comparator.comparing(FollowedFile::path);
    try (ResidentDirectory resident =
        builder().budget(Budget.releasingLeast(4 * PAGE, byName)).follow()) {
      untilLocked(Map.of("a", 2L, "c", 2L));
      write("b", 1);
      untilLocked(Map.of("b", 1L, "c", 2L));
      Path least = write("0", 2);
      until(() -> happened(Kind.REFUSED, least), events);
      untilLocked(Map.of("b", 1L, "c", 2L));
      assertEquals(4, resident.files().size());
    }
  }

  @Test
  void aBudgetSmallerThanTheFirstFileRefusesIt() throws Exception {
    Path file = write("file", 2);
    try (ResidentDirectory resident = builder().budget(Budget.releasingOldest(PAGE)).follow()) {
      assertTrue(happened(Kind.REFUSED, file));
      assertEquals(0, resident.lockedBytes());
    }
  }

  @Test
  void aFileIsFollowedThatIsCutOffAndWrittenAgain() throws Exception {
    Path path = write("file", 10);
    try (ResidentDirectory resident = builder().follow();
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (int i = 0; i < 20; i++) {
        file.setLength(0);
        file.write(new byte[(int) (10 * PAGE)]);
        file.seek(0);
        Thread.sleep(i);
      }
      untilLocked(Map.of("file", 10L));
      assertTrue(resident.awaitSettled(PATIENCE));
      untilLocked(Map.of("file", 10L));
    }
  }

  /** More than inotify queues while nobody reads: it forgets the rest, and says so. */
  @Test
  void nothingIsMissedAmongManyChanges() throws Exception {
    try (ResidentDirectory resident = builder().follow()) {
      for (int i = 0; i < 20_000; i++) {
        Files.write(directory.resolve("file" + i % 50), new byte[i % 3 * (int) PAGE]);
        if (i % 7 == 0) {
          Files.delete(directory.resolve("file" + i % 50));
        }
      }
      Map<String, Long> present = new TreeMap<>();
      try (var files = Files.list(directory)) {
        for (Path path : files.toList()) {
          if (Files.size(path) > 0) {
            present.put(path.getFileName().toString(), Files.size(path) / PAGE);
          }
        }
      }
      untilLocked(present);
      assertTrue(resident.awaitSettled(PATIENCE));
      untilLocked(present);
    }
  }

  @Test
  void aListenerThatThrowsHarmsNobody() throws Exception {
    try (ResidentDirectory resident =
        builder()
            .listener(
                event -> {
                  throw new AssertionError("of a listener");
                })
            .follow()) {
      write("file", 2);
      untilLocked(Map.of("file", 2L));
      write("other", 1);
      untilLocked(Map.of("file", 2L, "other", 1L));
    }
  }

  @Test
  void aListenerMayClose() throws Exception {
    ResidentDirectory[] resident = new ResidentDirectory[1];
    resident[0] =
        builder()
            .listener(
                event -> {
                  if (resident[0] != null) {
                    resident[0].close();
                  }
                })
            .follow();
    write("file", 2);
    until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::follows), "the end");
    assertEquals(List.of(), resident[0].files());
    assertTrue(resident[0].awaitSettled(PATIENCE), "nobody is left to wait for");
  }

  @Test
  void aListenerCannotWaitForItself() throws Exception {
    ResidentDirectory[] resident = new ResidentDirectory[1];
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    resident[0] =
        builder()
            .listener(
                event -> {
                  try {
                    resident[0].awaitSettled(PATIENCE);
                  } catch (IllegalStateException | InterruptedException refused) {
                    thrown.add(refused);
                  }
                })
            .follow();
    write("file", 2);
    until(() -> !thrown.isEmpty(), "the event");
    assertTrue(thrown.get(0) instanceof IllegalStateException, thrown::toString);
    resident[0].close();
  }

  private boolean follows(Thread thread) {
    return thread.getName().startsWith("pagelock-follows-");
  }

  @Test
  void oneThatIsLostIsReleasedAndItsThreadEnds() throws Exception {
    write("file", 2);
    ResidentDirectory.of(directory).follow();
    until(
        () -> {
          System.gc();
          return Kernel.vmLck() == before;
        },
        "the end");
    until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::follows), "the end");
  }

  /** The thread is a root: what it reached would never be lost. */
  @Test
  void oneThatItsListenerReachesIsLostLikeAnyOther() throws Exception {
    write("file", 2);
    follow(new ResidentDirectory[1]);
    until(
        () -> {
          System.gc();
          return Kernel.vmLck() == before;
        },
        "the end");
    until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::follows), "the end");
  }

  private void follow(ResidentDirectory[] mine) throws IOException {
    Comparator<FollowedFile> order =
        (one, other) -> mine[0] == null ? 0 : one.path().compareTo(other.path());
    mine[0] =
        ResidentDirectory.of(directory)
            .listener(event -> events.add(mine[0] == null ? event : Objects.requireNonNull(event)))
            .budget(Budget.releasingLeast(Long.MAX_VALUE, order))
            .follow();
  }

  /** By a thread of the JDK's, which began with a collection. */
  @Test
  void itGoesOnAfterACollectionAndItsThreadEndsWithIt() throws Exception {
    try (ResidentDirectory resident = ResidentDirectory.of(directory).follow()) {
      Thread first = following();
      until(
          () -> {
            System.gc();
            return !first.isAlive();
          },
          "the other thread");
      Path file = write("file", 2);
      until(() -> Kernel.vmLck() - before == 2 * PAGE, "the new file");
      Thread second = following();
      second.interrupt();
      Files.delete(file);
      until(() -> Kernel.vmLck() == before, "its end");
      assertTrue(resident.awaitSettled(PATIENCE));
      assertTrue(second.isDaemon());
      resident.close();
      until(() -> !second.isAlive(), "the end of the thread");
    }
  }

  private Thread following() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(this::follows)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsNoDirectoryCannotBeFollowed() throws Exception {
    Path file = write("file", 1);
    assertThrows(NotDirectoryException.class, () -> ResidentDirectory.of(file).follow());
    Path missing = directory.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> ResidentDirectory.of(missing).follow());
    ResidentDirectoryBuilder builder = ResidentDirectory.of(directory);
    assertThrows(IllegalArgumentException.class, () -> builder.lookEvery(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.largestFile(-1));
    assertThrows(IllegalArgumentException.class, () -> Budget.refusingNew(-1));
    assertFalse(Files.exists(missing));
  }
}
