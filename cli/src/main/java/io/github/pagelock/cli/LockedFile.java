package io.github.pagelock.cli;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.cli.FileMapping.PageCount;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A mapped file and the locks on its pieces. */
final class LockedFile {
  private static final double GIB = 1L << 30;

  private final TargetFile file;
  private final FileMapping mapping;
  private final Deque<LockedRange> handles = new ArrayDeque<>();
  private PageCount before = PageCount.UNKNOWN;
  private PageCount after = PageCount.UNKNOWN;
  private long lockedBytes;
  private long nanos;
  private boolean begun;
  private @Nullable String notLockedBecause;
  private @Nullable KernelState state;

  LockedFile(TargetFile file) {
    this.file = file;
    this.mapping = FileMapping.of(file);
  }

  /**
   * Locks piece by piece, until done or stopped. What a best-effort locker cannot lock whole is
   * unlocked again.
   *
   * @throws CliException with the file's name, where the locker throws
   */
  void lock(PageLocker locker, LockMode mode, BooleanSupplier stop, LongConsumer progress) {
    begun = true;
    before = mapping.residency(locker);
    for (MemoryRange piece : mapping.pieces()) {
      if (stop.getAsBoolean()) {
        break;
      }
      Optional<PageLockException> refusal = lockPiece(locker, piece, mode);
      if (refusal.isPresent()) {
        unlock();
        lockedBytes = 0;
        notLockedBecause = explain(refusal.get());
        break;
      }
      lockedBytes += piece.byteCount();
      progress.accept(piece.byteCount());
    }
    after = mapping.residency(locker);
  }

  private Optional<PageLockException> lockPiece(
      PageLocker locker, MemoryRange piece, LockMode mode) {
    long start = System.nanoTime();
    try {
      LockedRange handle = locker.lock(piece, mode);
      if (handle.isLocked()) {
        handles.push(handle);
      } else {
        handle.close();
      }
      return handle.degradation();
    } catch (PageLockException e) {
      throw new CliException(file.path() + ": " + explain(e), e);
    } finally {
      nanos += System.nanoTime() - start;
    }
  }

  /**
   * Asks for a whole mapping and unlocks it again. A refusal then speaks of the mapping, not of a
   * piece of it.
   */
  void tryFirstMapping(PageLocker locker, LockMode mode, String advice) {
    try (LockedRange fits = locker.lock(mapping.mappings().get(0), mode)) {
      if (!fits.isLocked()) {
        throw new IllegalStateException("only for a locker that requires its locks: " + fits);
      }
    } catch (PageLockException e) {
      throw new CliException(file.path() + ": " + explain(e) + advice, e);
    }
  }

  /** Unlocks everything, whatever fails. */
  List<CliException> unlock() {
    List<CliException> failures = new ArrayList<>();
    while (!handles.isEmpty()) {
      try {
        handles.pop().close();
      } catch (PageLockException e) {
        failures.add(new CliException(file.path() + ": " + Errors.describe(e), e));
      }
    }
    return failures;
  }

  List<LockedRange> handles() {
    return List.copyOf(handles);
  }

  /** Takes what the kernel said of {@link #handles()}. */
  void observed(List<KernelState> states) {
    state = states.isEmpty() ? KernelState.NOT_LOCKED : together(states);
    if (isPart() && state != KernelState.NOT_LOCKED) {
      state = KernelState.PARTLY;
    }
  }

  private static KernelState together(List<KernelState> states) {
    Set<KernelState> seen = EnumSet.copyOf(states);
    if (seen.size() == 1) {
      return states.get(0);
    }
    seen.remove(KernelState.LOCKED);
    return seen.size() == 1
            && (seen.contains(KernelState.ON_FAULT) || seen.contains(KernelState.NOT_RESIDENT))
        ? Collections.max(seen)
        : KernelState.PARTLY;
  }

  private boolean isPart() {
    return lockedBytes < file.byteCount();
  }

  /** Why the kernel's last word is not what was asked for; empty if it is. */
  Optional<String> disagreement() {
    if (state == null || isPart() || state == KernelState.LOCKED || state == KernelState.ON_FAULT) {
      return Optional.empty();
    }
    return Optional.of(
        file.path() + ": the kernel says " + state + truncation().map(t -> ": " + t).orElse(""));
  }

  private String explain(PageLockException e) {
    return truncation().map(text -> text + ": ").orElse("") + Errors.describe(e);
  }

  private Optional<String> truncation() {
    try {
      long size = Files.size(file.path());
      return size < file.range().end()
          ? Optional.of(
              "the file was truncated meanwhile, from "
                  + file.fileSize()
                  + " to "
                  + size
                  + " bytes")
          : Optional.empty();
    } catch (IOException goneOrUnreadable) {
      return Optional.empty();
    }
  }

  TargetFile file() {
    return file;
  }

  boolean isBegun() {
    return begun;
  }

  boolean isWholeLocked() {
    return begun && !isPart();
  }

  boolean isOneMapping() {
    return mapping.mappings().size() == 1;
  }

  int pageSize() {
    return before.pageSize();
  }

  long lockedBytes() {
    return lockedBytes;
  }

  Duration time() {
    return Duration.ofNanos(nanos);
  }

  Optional<String> notLockedBecause() {
    return Optional.ofNullable(notLockedBecause);
  }

  FileRow row() {
    return new FileRow(
        file.path().toString(),
        file.range().offset(),
        file.byteCount(),
        known(before.pages()),
        known(before.resident()),
        known(after.resident()),
        state == null ? null : state.toString(),
        nanos / 1e9,
        lockedBytes == 0 ? null : lockedBytes / GIB / (Math.max(1, nanos) / 1e9),
        notLockedBecause);
  }

  private static @Nullable Long known(long pages) {
    return pages < 0 ? null : pages;
  }
}
