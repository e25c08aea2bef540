package io.github.pagelock.files;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a file shall be kept in RAM, and how. Not thread-safe. */
public final class ResidentFileBuilder {
  private final Path path;
  private final List<FileRange> ranges = new ArrayList<>();
  private @Nullable PageLocker locker;
  private LockMode mode = LockMode.PLAIN;
  private boolean dataOnly;

  ResidentFileBuilder(Path path) {
    this.path = path;
  }

  /**
   * Chooses who locks.
   *
   * @param chosen a locker, instead of {@link PageLocker#system()}
   * @return this
   */
  public ResidentFileBuilder locker(PageLocker chosen) {
    locker = Objects.requireNonNull(chosen, "chosen");
    return this;
  }

  /**
   * Adds a part of the file; without any it is all of it. Parts may overlap. What lies beyond the
   * end of the file is left out.
   *
   * @param offset its first byte, from the beginning of the file; rounded down to a page
   * @param byteCount bytes; its end is rounded up to a page
   * @return this
   * @throws IllegalArgumentException if a number is negative, or their sum too big
   */
  public ResidentFileBuilder range(long offset, long byteCount) {
    ranges.add(new FileRange(offset, byteCount));
    return this;
  }

  /**
   * Leaves out the holes of the file, which would become pages of zeros. Where nobody tells what is
   * a hole, there is none.
   *
   * @return this
   * @see <a href="https://man7.org/linux/man-pages/man2/lseek.2.html">SEEK_DATA in lseek(2)</a>
   */
  public ResidentFileBuilder dataOnly() {
    dataOnly = true;
    return this;
  }

  /**
   * Locks each page from its first touch on, by whoever reads through this mapping; pages that
   * others have brought in may go. Needs the capability ON_FAULT.
   *
   * @return this
   */
  public ResidentFileBuilder onFault() {
    mode = LockMode.ON_FAULT;
    return this;
  }

  /**
   * Opens the file and locks it, by this thread.
   *
   * @return the handle
   * @throws IOException if it cannot be opened or mapped, with the reason
   * @throws IllegalArgumentException if a range begins at or beyond the end of the file
   * @throws PageLockException if it cannot be locked; nothing of it is then
   */
  public ResidentFile lock() throws IOException {
    return ResidentFile.locked(path, wish());
  }

  /**
   * Opens the file, and locks it in the background. It returns without waiting for that.
   *
   * @return one request for all of it
   * @throws IOException if it cannot be opened or mapped, with the reason
   * @throws IllegalArgumentException if a range begins at or beyond the end of the file
   * @throws PageLockException QUEUE_FULL if the locker has too many requests
   */
  public PendingLock<ResidentFile> lockAsync() throws IOException {
    return ResidentFile.pending(path, wish());
  }

  /**
   * Opens and maps the file, and locks nothing.
   *
   * @return the parts in memory
   * @throws IOException if it cannot be opened or mapped, with the reason
   * @throws IllegalArgumentException if a range begins at or beyond the end of the file
   * @throws PageLockException LIMIT_EXCEEDED if there may be no more mappings
   */
  public MappedFile map() throws IOException {
    return MappedFile.of(path, wish());
  }

  private Wish wish() {
    PageLocker chosen = locker == null ? PageLocker.system() : locker;
    return Wish.of(chosen, mode, List.copyOf(ranges), dataOnly);
  }
}
