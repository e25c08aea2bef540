package io.github.pagelock.cli;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.files.FileFate;
import io.github.pagelock.files.FileRange;
import io.github.pagelock.files.MappedFile;
import io.github.pagelock.files.ResidentFile;
import io.github.pagelock.files.ResidentFileBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapped file and the locks on it. */
final class LockedFile {
  private static final String UNTOLD =
      "the kernel does not tell (on Linux: a filter refuses msync or mincore, and"
          + " /proc/self/smaps cannot be read)";

  /** What one synchronous lock covers: it cannot be interrupted, so Ctrl-C waits for it. */
  static final long PIECE_BYTES = 64L << 20;

  private final TargetFile file;
  private final MappedFile mapping;
  private final long wantedBytes;
  private final Deque<LockedRange> handles = new ArrayDeque<>();
  private PageCount before = PageCount.UNKNOWN;
  private PageCount after = PageCount.UNKNOWN;
  private long lockedBytes;
  private long keptBytes;
  private boolean begun;
  private @Nullable String notLockedBecause;
  private @Nullable KernelState state;
  private @Nullable FileFate fate;

  private LockedFile(TargetFile file, MappedFile mapping) {
    this.file = file;
    this.mapping = mapping;
    this.wantedBytes = mapping.parts().stream().mapToLong(FileRange::byteCount).sum();
  }

  /**
   * Opens and maps a file.
   *
   * @param dataOnly without its holes
   * @throws CliException if it cannot be, or is shorter than it was
   */
  static LockedFile map(TargetFile file, PageLocker locker, boolean dataOnly) {
    ResidentFileBuilder builder = ResidentFile.of(file.path()).locker(locker);
    file.ranges().forEach(range -> builder.range(range.offset(), range.length()));
    if (dataOnly) {
      builder.dataOnly();
    }
    try {
      MappedFile mapping = builder.map();
      if (mapping.byteCount() < file.end()) {
        mapping.close();
        throw truncated(file, mapping.byteCount());
      }
      return new LockedFile(file, mapping);
    } catch (IllegalArgumentException shorter) {
      throw truncated(file, size(file));
    } catch (IOException e) {
      throw Errors.of(file.path(), e);
    }
  }

  private static CliException truncated(TargetFile file, long size) {
    return new CliException(
        Shown.name(file.path())
            + ": the file was truncated while it was being mapped, from "
            + file.fileSize()
            + " to "
            + size
            + " bytes");
  }

  private static long size(TargetFile file) {
    try {
      return Files.size(file.path());
    } catch (IOException gone) {
      return 0;
    }
  }

  /** All that is to be locked. */
  List<MemoryRange> ranges() {
    return mapping.ranges();
  }

  /** The same in pieces, cut at multiples of their size in the file. */
  List<MemoryRange> pieces() {
    List<MemoryRange> pieces = new ArrayList<>();
    for (FileRange part : mapping.parts()) {
      for (long begin = part.offset(); begin < part.end(); ) {
        long end = Math.min(part.end(), (begin / PIECE_BYTES + 1) * PIECE_BYTES);
        pieces.addAll(mapping.ranges(new FileRange(begin, end - begin)));
        begin = end;
      }
    }
    return pieces;
  }

  /** Its turn has come. */
  void begin() {
    begun = true;
  }

  /** Remembers what was in RAM before. */
  void countBefore(PageLocker locker) {
    before = PageCount.of(mapping, locker);
  }

  /** Takes a lock of a part of it. */
  void locked(LockedRange handle) {
    handles.push(handle);
    lockedBytes += handle.range().byteCount();
  }

  /** Under best-effort: that nothing of it is locked, and why. */
  void refuse(String reason) {
    lockedBytes = 0;
    notLockedBecause = reason;
  }

  /** Unlocks everything, whatever fails. */
  List<CliException> unlock() {
    List<CliException> failures = new ArrayList<>();
    while (!handles.isEmpty()) {
      try {
        handles.pop().close();
      } catch (PageLockException e) {
        failures.add(new CliException(Shown.name(file.path()) + ": " + Errors.describe(e), e));
      }
    }
    if (failures.isEmpty()) {
      mapping.close();
    }
    return failures;
  }

  List<LockedRange> handles() {
    return List.copyOf(handles);
  }

  /** Remembers what is in RAM now, and what of it stays there. */
  void observeMemory(PageLocker locker) {
    after = PageCount.of(mapping, locker);
    keptBytes = wholePages();
  }

  /** Remembers what the name stands for now. */
  void observePath() {
    try {
      fate = mapping.fate();
    } catch (IOException notTold) {
      fate = null;
    }
  }

  /** Whether all of this is locked, and its name still stands for it. */
  boolean isStill(TargetFile target) {
    observePath();
    return isWholeLocked()
        && fate != null
        && fate.kind() == FileFate.Kind.SAME
        && file.ranges().equals(target.ranges());
  }

  /** What became of it, what is locked of the old, and what is not of the new. */
  Optional<String> fateText() {
    if (fate == null || fate.kind() == FileFate.Kind.SAME) {
      return Optional.empty();
    }
    String old = ByteSize.human(lockedBytes);
    String change =
        switch (fate.kind()) {
          case REPLACED ->
              "it was replaced: "
                  + old
                  + " of the file of then are locked, nothing of the new one's "
                  + ByteSize.human(fate.byteCount());
          case DELETED -> "it was deleted: " + old + " of it are locked, and stay in RAM";
          case GROWN ->
              "it grew from "
                  + mapping.byteCount()
                  + " to "
                  + fate.byteCount()
                  + " bytes: "
                  + old
                  + " are locked, nothing of what was added";
          default ->
              "it shrank from "
                  + mapping.byteCount()
                  + " to "
                  + fate.byteCount()
                  + " bytes: "
                  + ByteSize.human(lockedBytesNow(fate))
                  + " are locked";
        };
    return Optional.of(Shown.name(file.path()) + ": " + change);
  }

  /** What of the file that has the name now is locked. */
  private long lockedBytesNow(FileFate now) {
    if (!isWholeLocked()
        || now.kind() == FileFate.Kind.REPLACED
        || now.kind() == FileFate.Kind.DELETED) {
      return 0;
    }
    return mapping.parts().stream()
        .mapToLong(part -> Math.max(0, Math.min(part.end(), now.byteCount()) - part.offset()))
        .sum();
  }

  private FileRow.@Nullable Now now() {
    return fate == null
        ? null
        : new FileRow.Now(fate.kind().toString(), fate.byteCount(), lockedBytesNow(fate));
  }

  /** Each page once: two pieces may lie in one huge page. */
  private long wholePages() {
    long bytes = 0;
    long end = 0;
    for (LockedRange handle :
        handles.stream().sorted(Comparator.comparingLong(LockedRange::lockedAddress)).toList()) {
      long start = Math.max(end, handle.lockedAddress());
      end = Math.max(end, handle.lockedAddress() + handle.lockedBytes());
      bytes += end - start;
    }
    return bytes;
  }

  /** Takes what the kernel said of {@link #handles()}. */
  void observed(List<KernelState> states) {
    state = states.isEmpty() ? KernelState.NOT_LOCKED : together(states);
    if (isPart() && state != KernelState.NOT_LOCKED && state != KernelState.UNKNOWN) {
      state = KernelState.PARTLY;
    }
  }

  private static KernelState together(List<KernelState> states) {
    Set<KernelState> seen = EnumSet.copyOf(states);
    if (seen.size() == 1) {
      return states.get(0);
    }
    if (seen.contains(KernelState.UNKNOWN)) {
      return KernelState.UNKNOWN;
    }
    seen.remove(KernelState.LOCKED);
    return seen.size() == 1
            && (seen.contains(KernelState.ON_FAULT) || seen.contains(KernelState.NOT_RESIDENT))
        ? Collections.max(seen)
        : KernelState.PARTLY;
  }

  private boolean isPart() {
    return lockedBytes < wantedBytes;
  }

  /** Why the kernel's last word is not what was asked for; empty if it is. */
  Optional<String> disagreement() {
    if (state == null || isPart() || state == KernelState.LOCKED || state == KernelState.ON_FAULT) {
      return Optional.empty();
    }
    if (state == KernelState.UNKNOWN) {
      return Optional.of(Shown.name(file.path()) + ": it is locked, as far as is known: " + UNTOLD);
    }
    return Optional.of(
        Shown.name(file.path())
            + ": the kernel says "
            + state
            + truncation().map(t -> ": " + t).orElse(""));
  }

  /** That somebody made the file shorter after it was found. */
  Optional<String> truncation() {
    try {
      long size = Files.size(file.path());
      return size < file.end()
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

  /** What whole pages take. */
  long pageBytes(int pageSize) {
    long end = 0;
    long bytes = 0;
    for (FileRange part : mapping.parts()) {
      long from = Math.max(end, part.offset() / pageSize * pageSize);
      end = (part.end() + pageSize - 1) / pageSize * pageSize;
      bytes += end - from;
    }
    return bytes;
  }

  long wantedBytes() {
    return wantedBytes;
  }

  boolean isBegun() {
    return begun;
  }

  boolean isWholeLocked() {
    return begun && !isPart();
  }

  int pageSize() {
    return before.pageSize();
  }

  long lockedBytes() {
    return lockedBytes;
  }

  Optional<String> notLockedBecause() {
    return Optional.ofNullable(notLockedBecause);
  }

  FileRow row() {
    return new FileRow(
        file.path().toString(),
        file.offset(),
        mapping.parts().stream()
            .map(part -> new FileRow.Part(part.offset(), part.byteCount()))
            .toList(),
        wantedBytes,
        known(before.pages()),
        known(before.resident()),
        known(after.resident()),
        keptBytes,
        state == null ? null : state.toString(),
        now(),
        notLockedBecause);
  }

  private static @Nullable Long known(long pages) {
    return pages < 0 ? null : pages;
  }
}
