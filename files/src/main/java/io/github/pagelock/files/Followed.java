package io.github.pagelock.files;

import io.github.pagelock.files.FollowedFile.State;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One file below a directory, however many names it has there. Used under the roster's mutex, but
 * for {@link #told()}.
 */
final class Followed {
  /** Which file it is. It has both for itself as long as it has a name, or is mapped. */
  record Identity(long device, long inode) {
    static Identity of(FileStatus status) {
      return new Identity(status.device(), status.inode());
    }

    // By hand: the JDK's own code for a record's keeps its class, and so the class loader.
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Identity other && device == other.device && inode == other.inode;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(device * 31 + inode);
    }
  }

  /** Asked before something is locked. */
  interface Gate {
    /** Makes room for so many bytes more, or throws. */
    void admit(Followed file, long moreBytes);
  }

  /** Two changes may have the same time: it ticks, by some milliseconds. */
  private static final long TICKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** To settle a file that changes all the time takes a twentieth of the time. */
  private static final int TIMES_LONGER = 19;

  final Identity identity;
  private final Set<Path> names = new LinkedHashSet<>();
  private final Wish wish;
  private final Holding holding;
  private long byteCount;
  private long changedNanos;
  private boolean isWhole;
  private @Nullable Exception reason;

  /** Whether it changed in a way that its size does not show. */
  private boolean isTouched;

  /** Of System.nanoTime. */
  private long notBefore = System.nanoTime();

  /** For those who do not wait while it is locked. */
  private volatile FollowedFile told;

  /** One of which nothing is kept yet. */
  Followed(Path path, FileStatus status, Wish wish) {
    this.identity = Identity.of(status);
    this.names.add(path);
    this.told = new FollowedFile(path, status.byteCount(), 0, State.NOT_LOCKED, null);
    this.wish = wish;
    this.holding = new Holding(wish.locker(), wish.mode());
  }

  Path path() {
    return names.iterator().next();
  }

  void named(Path path) {
    if (names.add(path)) {
      tell();
    }
  }

  /** Returns whether it has another name. */
  boolean unnamed(Path path) {
    names.remove(path);
    tell();
    return !names.isEmpty();
  }

  /**
   * Keeps what the file is now.
   *
   * @return whether that is more or less than before
   * @throws NoSuchFileException if the name stands for another file by now
   */
  boolean keep(Gate gate) throws IOException {
    Path path = path();
    try (OpenFile file = wish.source().open(path)) {
      FileStatus status = file.status();
      if (!identity.equals(Identity.of(status))) {
        throw new NoSuchFileException(path.toString(), null, "replaced");
      }
      isTouched |= byteCount > 0 && changedNanos != status.changedNanos();
      byteCount = status.byteCount();
      changedNanos = status.changedNanos();
      List<FileRange> parts = wish.parts(path, file, status);
      if (wish.isResidentByNature(path, status)) {
        parts = List.of();
      }
      long before = heldBytes();
      gate.admit(this, Extents.byteCount(parts) - before);
      holding.adapt(file, parts);
      succeeded();
      tell();
      return heldBytes() != before;
    } catch (IOException | RuntimeException failure) {
      failed(failure);
      throw failure;
    }
  }

  private void succeeded() {
    Optional<? extends Exception> degradation =
        holding.locks().stream().flatMap(lock -> lock.degradation().stream()).findFirst();
    reason = degradation.orElse(null);
    isWhole = reason == null;
  }

  void failed(Exception why) {
    reason = why;
    isWhole = false;
    tell();
  }

  /** As the last time. */
  boolean hasSize(long bytes) {
    return byteCount == bytes;
  }

  /** Its size is the same, but for all that is known it was cut off and written again. */
  void mayHaveChanged(long nanos) {
    long age = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - nanos;
    isTouched |= nanos != changedNanos || Math.abs(age) < TICKS_NANOS;
    changedNanos = nanos;
  }

  /**
   * Pages that were cut off and written again are brought back.
   *
   * @param atOnce else it takes but a small part of the time
   */
  void settle(boolean atOnce) {
    long start = System.nanoTime();
    if (!isTouched || !(atOnce || start - notBefore >= 0)) {
      return;
    }
    isTouched = false;
    holding.bringBack();
    tell();
    long end = System.nanoTime();
    notBefore = end + TIMES_LONGER * (end - start);
  }

  boolean isWhole() {
    return isWhole;
  }

  long heldBytes() {
    return Extents.byteCount(holding.held());
  }

  long lockedBytes() {
    return holding.lockedBytes();
  }

  @Nullable Exception reason() {
    return reason;
  }

  /** Unlocks it. It may be kept again. */
  void release() {
    isWhole = false;
    try {
      holding.close();
    } finally {
      tell();
    }
  }

  /** As it was before what is being done with it now. Any thread may ask. */
  FollowedFile told() {
    return told;
  }

  private void tell() {
    if (!names.isEmpty()) {
      long locked = lockedBytes();
      State state = isWhole ? State.LOCKED : locked > 0 ? State.PARTLY : State.NOT_LOCKED;
      told = new FollowedFile(path(), byteCount, locked, state, reason);
    }
  }
}
