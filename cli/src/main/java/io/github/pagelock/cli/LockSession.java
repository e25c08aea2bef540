package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Files that are locked together: all or, where one fails under a required policy, none. */
final class LockSession {
  private final PageLocker locker;
  private final LockMode mode;
  private final LockPolicy policy;
  private final List<LockedFile> files = new ArrayList<>();
  private long before = LockLimits.UNKNOWN;
  private long locked = LockLimits.UNKNOWN;
  private long after = LockLimits.UNKNOWN;

  LockSession(PageLocker locker, LockMode mode, LockPolicy policy) {
    this.locker = locker;
    this.mode = mode;
    this.policy = policy;
  }

  /** Maps every file, so that one that cannot be read is found before anything is locked. */
  void map(List<TargetFile> targets) {
    MappingRoom.now().require(targets.stream().mapToLong(FileMapping::mappingCount).sum());
    targets.forEach(target -> files.add(new LockedFile(target)));
  }

  /**
   * Locks file after file.
   *
   * @throws CliException if one fails; then nothing is locked
   */
  void lock(BooleanSupplier stop, Progress progress) {
    before = vmLck();
    refuseEarly();
    progress.begin(files.size(), byteCount());
    try {
      for (LockedFile file : files) {
        if (stop.getAsBoolean()) {
          break;
        }
        file.lock(locker, mode, stop, progress::locked);
      }
    } catch (CliException e) {
      unlock().forEach(e::addSuppressed);
      throw e;
    } finally {
      progress.close();
    }
    locked = vmLck();
  }

  /**
   * Where the limit is too low for all of it: rather now than after minutes of reading, and with
   * the number that would do.
   */
  private void refuseEarly() {
    if (policy == LockPolicy.BEST_EFFORT || !locker.capabilities().contains(Capability.LIMITS)) {
      return;
    }
    LockLimits limits = locker.limits();
    long wanted = byteCount() + Math.max(0, limits.lockedBytes());
    if (!limits.binds() || wanted <= limits.softBytes()) {
      return;
    }
    String advice =
        largest().file().byteCount() == byteCount() && files.get(0).isOneMapping()
            ? ""
            : " All of it ("
                + Text.files(files.size())
                + ") needs a limit of "
                + wanted
                + " bytes: 'ulimit -l "
                + ((wanted >> 10) + 1)
                + "'.";
    largest().tryFirstMapping(locker, mode, advice);
    throw new CliException(
        Text.files(files.size())
            + " cannot be locked together, only one by one; "
            + limits
            + "."
            + advice);
  }

  private LockedFile largest() {
    return Collections.max(
        files, Comparator.comparingLong((LockedFile file) -> file.file().byteCount()));
  }

  /** Asks the kernel what is true of every file, just before unlocking. */
  void observe() {
    if (!locker.capabilities().contains(Capability.VERIFY)) {
      return;
    }
    List<LockedRange> handles = new ArrayList<>();
    files.forEach(file -> handles.addAll(file.handles()));
    List<KernelState> states = locker.verify(handles);
    int next = 0;
    for (LockedFile file : files) {
      int count = file.handles().size();
      file.observed(states.subList(next, next + count));
      next += count;
    }
  }

  /** Unlocks everything, and tells what could not be. */
  List<CliException> unlock() {
    List<CliException> failures = new ArrayList<>();
    files.forEach(file -> failures.addAll(file.unlock()));
    after = vmLck();
    return failures;
  }

  private long vmLck() {
    return locker.capabilities().contains(Capability.LIMITS)
        ? locker.limits().lockedBytes()
        : LockLimits.UNKNOWN;
  }

  private long byteCount() {
    return files.stream().mapToLong(file -> file.file().byteCount()).sum();
  }

  long lockedBytes() {
    return files.stream().mapToLong(LockedFile::lockedBytes).sum();
  }

  Duration lockingTime() {
    return files.stream().map(LockedFile::time).reduce(Duration.ZERO, Duration::plus);
  }

  int lockedFiles() {
    return (int) files.stream().filter(LockedFile::isWholeLocked).count();
  }

  int fileCount() {
    return files.size();
  }

  /** Under best-effort: why the first file that is not locked is not. */
  Optional<String> firstRefusal() {
    return files.stream()
        .filter(file -> file.notLockedBecause().isPresent())
        .map(file -> file.file().path() + ": " + file.notLockedBecause().get())
        .findFirst();
  }

  /** Where the kernel's last word is not what was asked for. */
  List<String> disagreements() {
    return files.stream().flatMap(file -> file.disagreement().stream()).toList();
  }

  List<FileRow> rows() {
    return files.stream().filter(LockedFile::isBegun).map(LockedFile::row).toList();
  }

  @Nullable Integer pageSize() {
    return files.stream()
        .map(LockedFile::pageSize)
        .filter(size -> size > 0)
        .findFirst()
        .orElse(null);
  }

  LockReport.VmLck vmLckSeen() {
    return new LockReport.VmLck(known(before), known(locked), known(after));
  }

  private static @Nullable Long known(long bytes) {
    return bytes == LockLimits.UNKNOWN ? null : bytes;
  }
}
