package io.github.pagelock.files;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A file whose pages stay in RAM until this is closed: for this process and for every other mapping
 * and reader of the file, since they all have the same pages.
 *
 * <p>It is about the file that had this name when it was opened. {@link #update()} looks again: a
 * file that was replaced, grew or shrank is another matter since. Who wants that by itself follows
 * the directory: {@link ResidentDirectory}.
 *
 * <p>Thread-safe. A handle that is lost is unlocked by Pagelock's cleaner, which says so, and
 * unmapped then.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mmap.html">POSIX
 *     mmap</a>
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
 *     mlock</a>
 */
public final class ResidentFile implements AutoCloseable {
  private final ReentrantLock mutex = new ReentrantLock();
  private final Path path;
  private final Wish wish;
  private Holding holding;
  private FileStatus status;
  private boolean byNature;
  private boolean taken;
  private boolean closed;

  private ResidentFile(Path path, Wish wish, Holding holding, FileStatus status) {
    this.path = path;
    this.wish = wish;
    this.holding = holding;
    this.status = status;
  }

  /**
   * Keeps a whole file in RAM, by the system's locker.
   *
   * @param path of the file; a symbolic link is followed
   * @return the handle
   * @throws IOException if it cannot be opened or mapped, with the reason
   * @throws PageLockException if it cannot be locked; nothing of it is then
   */
  public static ResidentFile lock(Path path) throws IOException {
    return of(path).lock();
  }

  /**
   * Says what of a file shall be kept in RAM, and how.
   *
   * @param path of the file; a symbolic link is followed
   * @throws IllegalArgumentException if it is no file of the system's, but one in an archive, say
   * @return to be told more, and to lock
   */
  public static ResidentFileBuilder of(Path path) {
    return new ResidentFileBuilder(FileName.requireOfSystem(Objects.requireNonNull(path, "path")));
  }

  /** Opens it and locks by this thread. */
  static ResidentFile locked(Path path, Wish wish) throws IOException {
    try (OpenFile file = wish.source().open(path)) {
      FileStatus status = file.status();
      List<FileRange> parts = wish.parts(path, file, status);
      Holding holding = new Holding(wish.locker(), wish.mode());
      ResidentFile resident = new ResidentFile(path, wish, holding, status);
      resident.byNature = wish.isResidentByNature(path, status);
      if (!resident.byNature) {
        holding.adapt(file, parts);
      }
      return resident;
    }
  }

  /** Opens and maps it; what is locked of it comes later. */
  static PendingFile pending(Path path, Wish wish) throws IOException {
    try (OpenFile file = wish.source().open(path)) {
      FileStatus status = file.status();
      List<FileRange> parts = wish.parts(path, file, status);
      Holding holding = new Holding(wish.locker(), wish.mode());
      ResidentFile resident = new ResidentFile(path, wish, holding, status);
      resident.byNature = wish.isResidentByNature(path, status);
      Places places = Places.of(file, resident.byNature ? List.of() : parts, List.of());
      try {
        PendingLock<List<LockedRange>> ranges =
            places.places().isEmpty()
                ? new NothingPending()
                : wish.locker().lockAllAsync(places.ranges(), wish.mode());
        return PendingFile.of(resident, places, ranges);
      } catch (Throwable refused) {
        places.unmap();
        throw refused;
      }
    }
  }

  /** What a pending lock has locked is this handle's now; told twice, it knows already. */
  void take(Places places, List<LockedRange> locks) {
    mutex.lock();
    try {
      if (!taken) {
        holding.take(places, locks);
        taken = true;
      }
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Looks what has this name now, and keeps that: locks to the new end of a file that grew, unlocks
   * beyond the end of one that shrank, brings back pages that were cut off and written again, and
   * goes over to a file that was put in this one's place. What is new is locked before what is old
   * is unlocked.
   *
   * @return whether it was replaced or has another size now
   * @throws IOException if it cannot be opened or mapped; nothing has changed then
   * @throws PageLockException if it cannot be locked; nothing has changed then. UNLOCK_FAILED: it
   *     is as wanted, but pages of before stay locked
   * @throws IllegalStateException if this is closed
   */
  public boolean update() throws IOException {
    mutex.lock();
    try {
      requireOpen();
      try (OpenFile file = wish.source().open(path)) {
        FileStatus now = file.status();
        List<FileRange> parts = wish.parts(path, file, now);
        boolean same = now.inode() == status.inode() && now.device() == status.device();
        boolean changed = !same || now.byteCount() != status.byteCount();
        if (!byNature && same) {
          holding.adapt(file, parts);
          status = now;
          holding.bringBack();
        } else if (!same) {
          replace(file, now, parts);
        }
        status = now;
        return changed;
      }
    } finally {
      mutex.unlock();
    }
  }

  private void replace(OpenFile file, FileStatus now, List<FileRange> parts) throws IOException {
    Holding fresh = new Holding(wish.locker(), wish.mode());
    boolean nature = wish.isResidentByNature(path, now);
    if (!nature) {
      fresh.adapt(file, parts);
    }
    Holding old = holding;
    holding = fresh;
    byNature = nature;
    status = now;
    old.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(path + " is closed");
    }
  }

  /**
   * The name that it was opened by.
   *
   * @return as it was given
   */
  public Path path() {
    return path;
  }

  /**
   * The size of the file when it was looked at last.
   *
   * @return bytes
   */
  public long byteCount() {
    return underMutex(() -> status.byteCount());
  }

  /**
   * What this keeps in RAM.
   *
   * @return bytes of whole pages; 0 where nothing could be locked under best-effort, when it is
   *     closed, and where pages stay in RAM by nature
   */
  public long lockedBytes() {
    return underMutex(() -> holding.lockedBytes());
  }

  /**
   * The parts that are kept.
   *
   * @return of whole pages, in their order, without overlaps
   */
  public List<FileRange> parts() {
    return underMutex(() -> holding.held());
  }

  /**
   * Whether the pages of this file never leave RAM anyway, and no limit on locked memory counts
   * them: a file of Linux's hugetlbfs. It is not locked then.
   *
   * @return also of a closed one
   */
  public boolean isResidentByNature() {
    return underMutex(() -> byNature);
  }

  /**
   * Why nothing is locked, under best-effort.
   *
   * @return empty if all of it is locked
   */
  public Optional<PageLockException> degradation() {
    return underMutex(
        () -> holding.locks().stream().flatMap(lock -> lock.degradation().stream()).findFirst());
  }

  /**
   * Asks the kernel how much of each part is in RAM now.
   *
   * @return in the order of {@link #parts()}, but a part of more than one mapping is told in pieces
   * @throws PageLockException UNSUPPORTED where the kernel does not tell
   */
  public List<Residency> residency() {
    return underMutex(
        () -> holding.locks().stream().map(lock -> wish.locker().residency(lock.range())).toList());
  }

  /**
   * Asks the kernel what is true of the pages that this keeps.
   *
   * @return what is true of all of them; PARTLY where it differs
   * @throws PageLockException UNSUPPORTED where the kernel does not tell
   */
  public KernelState verify() {
    return underMutex(
        () -> {
          List<KernelState> states = wish.locker().verify(holding.locks());
          if (states.isEmpty()) {
            return byNature && !closed ? KernelState.LOCKED : KernelState.NOT_LOCKED;
          }
          KernelState first = states.get(0);
          return states.stream().allMatch(first::equals) ? first : KernelState.PARTLY;
        });
  }

  FileStatus status() {
    return underMutex(() -> status);
  }

  private <R> R underMutex(Supplier<R> asked) {
    mutex.lock();
    try {
      return asked.get();
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Unlocks the pages and lets the file go. Does nothing the second time.
   *
   * @throws PageLockException UNLOCK_FAILED if pages stay locked
   */
  @Override
  public void close() {
    mutex.lock();
    try {
      closed = true;
      holding.close();
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public String toString() {
    return path + ": " + lockedBytes() + " bytes of " + byteCount() + " locked";
  }
}
