package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLocker;
import io.github.pagelock.files.DirectoryEvent.Kind;
import io.github.pagelock.files.FollowedFile.State;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is followed on the worst day: files that fail, changes that are not told, no memory. */
class FollowerTest {
  private static final long PAGE = PageLocker.system().pageSize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path directory;
  private final List<DirectoryEvent> events = new CopyOnWriteArrayList<>();
  private final Faulty source = new Faulty(FileSource.of(PageLocker.system()));
  private final long before = Kernel.vmLck();
  private @Nullable Follower follower;

  /** Files that cannot be opened, and failures of what has no memory. */
  private static final class Faulty implements FileSource {
    private final FileSource real;
    private final Set<Path> forbidden = ConcurrentHashMap.newKeySet();
    private final AtomicInteger noMemory = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile @Nullable Path slow;

    Faulty(FileSource real) {
      this.real = real;
    }

    @Override
    public OpenFile open(Path path) throws IOException {
      if (forbidden.contains(path)) {
        throw new AccessDeniedException(path.toString());
      }
      if (path.equals(slow)) {
        stopped.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      return real.open(path);
    }

    @Override
    public FileStatus status(Path path) throws IOException {
      if (noMemory.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new OutOfMemoryError("of a test");
      }
      return real.status(path);
    }
  }

  @AfterEach
  void nothingIsLeftLocked() {
    if (follower != null) {
      follower.keeping().close();
    }
    assertEquals(before, Kernel.vmLck(), "bytes of VmLck");
  }

  private Follower follow(boolean watched, Duration between) throws IOException {
    Wish wish = new Wish(PageLocker.system(), source, LockMode.PLAIN, List.of(), false);
    FileFilter all = new FileFilter(List.of(), List.of(), Long.MAX_VALUE);
    Watches watches = new Watches(watched ? directory.getFileSystem().newWatchService() : null);
    Follower made =
        new Follower(directory, wish, all, Budget.unlimited(), between, watches, events::add);
    follower = made;
    made.start();
    return made;
  }

  private Path write(String name, long pages) throws IOException {
    return Files.write(directory.resolve(name), new byte[(int) (pages * PAGE)]);
  }

  private void until(BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, () -> "it does not come to that: " + events);
      Thread.sleep(10);
    }
  }

  private void untilLocked(long pages) throws InterruptedException {
    until(() -> Kernel.vmLck() - before == pages * PAGE);
  }

  private long count(Kind kind) {
    return events.stream().filter(event -> event.kind() == kind).count();
  }

  @Test
  void aFileThatIsUnreadableForAMomentIsLockedLater() throws Exception {
    Path file = write("file", 2);
    source.forbidden.add(file);
    Follower made = follow(true, NEVER);
    write("other", 1);
    untilLocked(1);
    FollowedFile told =
        made.keeping().files.told().stream()
            .filter(each -> each.path().equals(file))
            .findFirst()
            .orElseThrow();
    assertEquals(State.NOT_LOCKED, told.state());
    assertTrue(told.reason().orElseThrow() instanceof AccessDeniedException, told::toString);
    source.forbidden.clear();
    // As chmod, which is told as a change.
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
    untilLocked(3);
    assertEquals(1, count(Kind.REFUSED), events::toString);
  }

  @Test
  void whereChangesAreNotToldEverythingIsLookedThrough() throws Exception {
    write("file", 2);
    follow(false, NEVER);
    assertEquals(1, count(Kind.NOT_WATCHED), events::toString);
    untilLocked(2);
    Path below = Files.createDirectory(directory.resolve("below"));
    Files.write(below.resolve("new"), new byte[(int) (3 * PAGE)]);
    untilLocked(5);
    Files.delete(directory.resolve("file"));
    untilLocked(3);
    assertEquals(2, count(Kind.NOT_WATCHED), events::toString);
  }

  /** What was missed meanwhile is found. */
  @Test
  void noMemoryEndsNothing() throws Exception {
    follow(true, NEVER);
    source.noMemory.set(3);
    write("file", 2);
    untilLocked(2);
    write("other", 1);
    untilLocked(3);
  }

  @Test
  void whatFailsAtTheStartLeavesNothing() throws Exception {
    write("file", 2);
    Follower made =
        new Follower(
            directory,
            new Wish(PageLocker.system(), source, LockMode.PLAIN, List.of(), false),
            new FileFilter(List.of(), List.of(), Long.MAX_VALUE),
            Budget.unlimited(),
            NEVER,
            new Watches(null),
            event -> source.noMemory.set(1));
    source.noMemory.set(1);
    org.junit.jupiter.api.Assertions.assertThrows(OutOfMemoryError.class, made::start);
    assertEquals(before, Kernel.vmLck());
    assertTrue(made.keeping().awaitSettled(PATIENCE), "nobody is left to wait for");
  }

  /** As a big one does, or a slow disk. */
  @Test
  void whileAFileTakesItsTimeTheListIsTold() throws Exception {
    Path file = write("file", 2);
    Follower made = follow(true, NEVER);
    Path slow = directory.resolve("slow");
    source.slow = slow;
    write("slow", 3);
    source.stopped.await();
    try {
      List<FollowedFile> told = assertTimeoutPreemptively(PATIENCE, made.keeping().files::told);
      assertEquals(
          List.of(
              new FollowedFile(file, 2 * PAGE, 2 * PAGE, State.LOCKED, null),
              new FollowedFile(slow, told.get(1).byteCount(), 0, State.NOT_LOCKED, null)),
          told);
      assertEquals(
          2 * PAGE, assertTimeoutPreemptively(PATIENCE, made.keeping().files::lockedBytes));
    } finally {
      source.goOn.countDown();
    }
    untilLocked(5);
    assertTrue(made.keeping().awaitSettled(PATIENCE));
    FollowedFile last = made.keeping().files.told().get(1);
    assertEquals(new FollowedFile(slow, 3 * PAGE, 3 * PAGE, State.LOCKED, null), last);
    assertEquals(slow + ": LOCKED, " + 3 * PAGE + " of " + 3 * PAGE + " bytes locked", "" + last);
    assertEquals(made.keeping().files.told().get(1).hashCode(), last.hashCode());
    assertNotEquals(made.keeping().files.told().get(0), last);
  }

  @Test
  void closingIsNotHeldUpByAnInterrupt() throws Exception {
    write("file", 2);
    Follower made = follow(true, NEVER);
    Thread.currentThread().interrupt();
    made.keeping().close();
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
    assertEquals(before, Kernel.vmLck());
  }
}
