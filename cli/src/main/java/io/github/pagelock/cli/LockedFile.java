package io.github.pagelock.cli;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.cli.FileMapping.PageCount;
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
      "the kernel does not tell, because a filter refuses msync or mincore and"
          + " /proc/self/smaps cannot be read";

  private final TargetFile file;
  private final FileMapping mapping;
  private final Deque<LockedRange> handles = new ArrayDeque<>();
  private PageCount before = PageCount.UNKNOWN;
  private PageCount after = PageCount.UNKNOWN;
  private long lockedBytes;
  private long keptBytes;
  private boolean begun;
  private @Nullable String notLockedBecause;
  private @Nullable KernelState state;

  LockedFile(TargetFile file) {
    this.file = file;
    this.mapping = FileMapping.of(file);
  }

  /** Its turn has come: remembers what was in RAM before. */
  void begin(PageLocker locker) {
    begun = true;
    before = mapping.residency(locker);
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
    return failures;
  }

  List<LockedRange> handles() {
    return List.copyOf(handles);
  }

  /** Remembers what is in RAM now, and what of it stays there. */
  void observeMemory(PageLocker locker) {
    after = mapping.residency(locker);
    keptBytes = wholePages();
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
    return lockedBytes < file.byteCount();
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

  FileMapping mapping() {
    return mapping;
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
        file.range().offset(),
        file.byteCount(),
        known(before.pages()),
        known(before.resident()),
        known(after.resident()),
        keptBytes,
        state == null ? null : state.toString(),
        notLockedBecause);
  }

  private static @Nullable Long known(long pages) {
    return pages < 0 ? null : pages;
  }
}
