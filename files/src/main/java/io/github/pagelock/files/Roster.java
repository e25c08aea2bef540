package io.github.pagelock.files;

import io.github.pagelock.PageLockException;
import io.github.pagelock.files.DirectoryEvent.Kind;
import io.github.pagelock.files.Followed.Identity;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which files are kept, by their names and by what they are. Used by one thread at a time. */
final class Roster {
  /** Takes what happened. */
  interface Events {
    /** As {@link DirectoryEvent} says. */
    void happened(Kind kind, Path path, long lockedBytes, @Nullable Exception reason);
  }

  private final Wish wish;
  private final Budget budget;
  private final Events events;
  private final Map<Path, Followed> byName = new HashMap<>();

  private final Kept files;

  private long heldBytes;

  /** Whether there is a reason to try again what was refused. */
  private boolean tryAgain;

  Roster(Kept files, Wish wish, Budget budget, Events events) {
    this.files = files;
    this.wish = wish;
    this.budget = budget;
    this.events = events;
  }

  /** A name stands for this file now. */
  void found(Path path, FileStatus status) {
    Identity identity = Identity.of(status);
    Followed before = byName.get(path);
    if (before != null && !before.identity.equals(identity)) {
      unname(path, before);
    }
    Followed file = files.get(identity);
    boolean isNew = file == null;
    if (file == null) {
      file = new Followed(path, status, wish);
      files.putLast(file);
    }
    file.named(path);
    byName.put(path, file);
    if (!file.isWhole()) {
      keep(file, isNew && budget.makesRoom(), Kind.LOCKED);
    } else if (file.hasSize(status.byteCount())) {
      file.mayHaveChanged(status.changedNanos());
    } else {
      keep(file, budget.makesRoom(), Kind.CHANGED);
    }
  }

  /** A name stands for nothing that is wanted. */
  void gone(Path path) {
    Followed file = byName.get(path);
    if (file != null) {
      unname(path, file);
    }
  }

  /** All names below a directory, and it itself, stand for nothing any more. */
  void goneBelow(Path directory) {
    for (Path name : List.copyOf(byName.keySet())) {
      if (name.startsWith(directory)) {
        gone(name);
      }
    }
  }

  private void unname(Path path, Followed file) {
    byName.remove(path);
    if (!file.unnamed(path)) {
      files.remove(file);
      boolean wasLocked = file.heldBytes() > 0 || file.isWhole();
      boolean isUnlocked = release(file, path);
      if (wasLocked && isUnlocked) {
        events.happened(Kind.RELEASED, path, 0, null);
      }
    }
  }

  private boolean release(Followed file, Path path) {
    heldBytes -= file.heldBytes();
    tryAgain = true;
    try {
      file.release();
      return true;
    } catch (RuntimeException stillLocked) {
      events.happened(Kind.NOT_UNLOCKED, path, 0, stillLocked);
      return false;
    }
  }

  private void keep(Followed file, boolean mayMakeRoom, Kind success) {
    String before = String.valueOf(file.reason());
    try {
      boolean changed = kept(file, mayMakeRoom);
      if (file.isWhole() && (changed || success == Kind.LOCKED)) {
        events.happened(success, file.path(), file.lockedBytes(), null);
      }
    } catch (IOException | RuntimeException failure) {
      // A race with who writes the file may be over by now.
      tryAgain = true;
    }
    tellRefused(file, before);
  }

  private boolean kept(Followed file, boolean mayMakeRoom) throws IOException {
    long before = file.heldBytes();
    try {
      return file.keep((asker, more) -> admit(asker, more, mayMakeRoom));
    } finally {
      heldBytes += file.heldBytes() - before;
      if (before == 0) {
        files.putLast(file);
      }
    }
  }

  /** Once for each reason; of one that is gone by now the next look tells. */
  private void tellRefused(Followed file, String before) {
    Exception reason = file.reason();
    if (reason != null
        && !(reason instanceof NoSuchFileException)
        && !reason.toString().equals(before)) {
      events.happened(Kind.REFUSED, file.path(), file.lockedBytes(), reason);
    }
  }

  private void admit(Followed candidate, long more, boolean mayMakeRoom) {
    while (more > 0 && heldBytes + more > budget.byteCount()) {
      Followed least = mayMakeRoom ? leastBeside(candidate) : null;
      boolean canFit = candidate.heldBytes() + more <= budget.byteCount();
      if (least == null || !canFit || !budget.goesFor(least.told(), candidate.told())) {
        throw new OverBudgetException(
            "it takes "
                + more
                + " bytes more, and of a budget of "
                + budget.byteCount()
                + " bytes "
                + heldBytes
                + " are used");
      }
      Path path = least.path();
      if (release(least, path)) {
        least.failed(new OverBudgetException("it gave way to " + candidate.path()));
        events.happened(Kind.GAVE_WAY, path, 0, null);
      }
    }
  }

  private @Nullable Followed leastBeside(Followed candidate) {
    Followed least = null;
    for (Followed file : files.all()) {
      if (file == candidate || file.heldBytes() == 0) {
        continue;
      }
      if (least == null || budget.goesBefore(file.told(), least.told())) {
        least = file;
      }
    }
    return least;
  }

  /** What was refused is tried again, where there is a reason; nobody has to go for it. */
  void retry() {
    if (tryAgain) {
      tryAgain = false;
      List.copyOf(files.all()).stream().filter(file -> !file.isWhole()).forEach(this::retry);
    }
  }

  private void retry(Followed file) {
    String before = String.valueOf(file.reason());
    try {
      kept(file, false);
      if (file.isWhole()) {
        events.happened(Kind.LOCKED, file.path(), file.lockedBytes(), null);
      }
    } catch (IOException | RuntimeException again) {
      // It is in the list.
    }
    // What gave way was told so; that there is no room for it yet is no news.
    if (!(file.reason() instanceof OverBudgetException)) {
      tellRefused(file, before);
    }
  }

  /** Of files that have been quiet for a moment, what went is brought back. */
  void settle(boolean atOnce) {
    for (Followed file : files.all()) {
      String before = String.valueOf(file.reason());
      try {
        file.settle(atOnce);
      } catch (PageLockException refused) {
        file.failed(refused);
        tryAgain = true;
        tellRefused(file, before);
      }
    }
  }

  List<Path> names() {
    return List.copyOf(byName.keySet());
  }
}
