package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.internal.files.MappingNeed;
import io.github.pagelock.spi.LimitNumbers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Files that are locked together: all or, where one fails under a required policy, none. */
final class LockSession {
  private static final double GIB = 1L << 30;

  private final PageLocker locker;
  private final Locking locking;
  private final LockPolicy policy;
  private final boolean dataOnly;
  private final long budget;
  private boolean counts = true;
  private List<LockedFile> files = new ArrayList<>();
  private int fileCount;
  private long nanos;
  private long before = LimitNumbers.UNKNOWN;
  private long locked = LimitNumbers.UNKNOWN;
  private long after = LimitNumbers.UNKNOWN;

  /**
   * Locks nothing yet.
   *
   * @param dataOnly without the holes of files
   * @param budget the most that may be locked, in bytes of whole pages
   */
  LockSession(
      PageLocker locker, Locking locking, LockPolicy policy, boolean dataOnly, long budget) {
    this.dataOnly = dataOnly;
    this.budget = budget;
    this.locker = locker;
    this.locking = locking;
    this.policy = policy;
  }

  /** Nobody wants to know how many pages are in RAM. */
  void withoutCounts() {
    counts = false;
  }

  /**
   * Maps every file, so that one that cannot be read is found before anything is locked.
   *
   * @param failed takes those; unless it throws, they are left out
   */
  void map(
      List<TargetFile> targets, BooleanSupplier stop, BiConsumer<TargetFile, CliException> failed) {
    fileCount = targets.size();
    MappingNeed.require(targets.size(), locker);
    ManyFiles.each(
        targets,
        stop,
        this::tryMap,
        (target, mapped) -> {
          if (mapped.file != null) {
            files.add(mapped.file);
          } else {
            failed.accept(target, Objects.requireNonNull(mapped.failure));
            fileCount--;
          }
        });
  }

  /** Or why it is not. */
  private record Mapped(@Nullable LockedFile file, @Nullable CliException failure) {}

  private Mapped tryMap(TargetFile target) {
    try {
      return new Mapped(LockedFile.map(target, locker, dataOnly), null);
    } catch (CliException e) {
      return new Mapped(null, e);
    }
  }

  /**
   * Locks all files together; under best-effort file after file, each whole or not at all.
   *
   * @throws CliException if one fails under a required policy; then nothing is locked
   */
  void lock(BooleanSupplier stop, Progress progress) throws InterruptedException {
    before = vmLck();
    if (files.isEmpty()) {
      return;
    }
    progress.begin(Text.files(files.size()), byteCount());
    Watch watch = new Watch(stop, progress);
    try {
      lockAs(files, watch);
    } finally {
      progress.close();
    }
    if (!watch.stopped) {
      locked = vmLck();
    }
  }

  private void lockAs(List<LockedFile> group, Watch watch) throws InterruptedException {
    if (policy == LockPolicy.REQUIRED) {
      lockAll(group, watch);
      return;
    }
    watch.used = files.stream().filter(LockedFile::isWholeLocked).mapToLong(this::pageBytes).sum();
    for (LockedFile file : group) {
      if (watch.isStopRequested()) {
        return;
      }
      lockOrRefuse(file, watch);
    }
  }

  /**
   * Goes over to other files: keeps those that are as they were, locks what is new, then unlocks
   * what is not wanted any more.
   *
   * @param failed takes what cannot be mapped; unless it throws, it is left out
   * @return what could not be unlocked
   * @throws CliException or PageLockException if it fails; then nothing has changed
   */
  List<CliException> renew(List<TargetFile> targets, BiConsumer<TargetFile, CliException> failed)
      throws InterruptedException {
    Map<Path, LockedFile> before = new HashMap<>();
    files.forEach(file -> before.put(file.file().path(), file));
    List<LockedFile> old = files;
    List<LockedFile> next = new ArrayList<>();
    List<LockedFile> fresh = new ArrayList<>();
    try {
      MappingNeed.require(targets.size(), locker);
      for (TargetFile target : targets) {
        LockedFile known = before.get(target.path());
        if (known != null && known.isStill(target)) {
          before.remove(target.path());
          next.add(known);
          continue;
        }
        try {
          LockedFile file = LockedFile.map(target, locker, dataOnly);
          next.add(file);
          fresh.add(file);
        } catch (CliException e) {
          failed.accept(target, e);
        }
      }
      files = next;
      lockAs(fresh, new Watch(() -> false, Progress.SILENT));
    } catch (RuntimeException e) {
      files = old;
      fresh.forEach(LockedFile::unlock);
      throw e;
    }
    fileCount = files.size();
    locked = vmLck();
    List<CliException> failures = new ArrayList<>();
    before.values().forEach(file -> failures.addAll(file.unlock()));
    return failures;
  }

  private void lockAll(List<LockedFile> group, Watch watch) throws InterruptedException {
    long bytes = files.stream().mapToLong(this::pageBytes).sum();
    if (bytes > budget) {
      throw new CliException(
          Text.files(files.size())
              + " together: "
              + overBudget(bytes, 0)
              + "; --policy best-effort locks the files that fit");
    }
    try {
      lockTogether(group, watch);
    } catch (PageLockException e) {
      throw Refusal.of(e, group);
    }
  }

  private String overBudget(long bytes, long used) {
    return "it takes "
        + bytes
        + " bytes in whole pages, and of the budget of "
        + budget
        + " bytes "
        + used
        + " are used";
  }

  private long pageBytes(LockedFile file) {
    return file.pageBytes(locker.pageSize());
  }

  private void lockOrRefuse(LockedFile file, Watch watch) throws InterruptedException {
    long bytes = pageBytes(file);
    try {
      if (bytes > budget - watch.used) {
        begin(file);
        file.refuse(overBudget(bytes, watch.used));
      } else {
        lockTogether(List.of(file), watch);
        watch.used += file.isWholeLocked() ? bytes : 0;
      }
    } catch (PageLockException e) {
      file.refuse(Refusal.why(e, file));
    }
    watch.done += file.wantedBytes();
  }

  private void lockTogether(List<LockedFile> group, Watch watch) throws InterruptedException {
    if (group.isEmpty()) {
      return;
    }
    if (!ManyFiles.each(group, watch::isStopRequested, this::begin, (file, begun) -> {})) {
      return;
    }
    long start = System.nanoTime();
    try {
      locking.lock(group, watch);
    } catch (PageLockException e) {
      group.forEach(file -> file.unlock().forEach(e::addSuppressed));
      throw e;
    } finally {
      nanos += System.nanoTime() - start;
    }
  }

  private LockedFile begin(LockedFile file) {
    file.begin();
    if (counts) {
      file.countBefore(locker);
    }
    return file;
  }

  /** Adds what came before, and keeps what the kernel counted at the moment of a stop. */
  private final class Watch implements Locking.Watcher {
    private final BooleanSupplier stop;
    private final Progress progress;
    private long done;
    private boolean stopped;

    /** Of the budget, in bytes. */
    private long used;

    Watch(BooleanSupplier stop, Progress progress) {
      this.stop = stop;
      this.progress = progress;
    }

    @Override
    public boolean isStopRequested() {
      return stop.getAsBoolean();
    }

    @Override
    public void reached(long bytes) {
      progress.reached(done + bytes);
    }

    @Override
    public void stopping(long bytes) {
      progress.stopping(done + bytes);
      stopped = true;
      locked = vmLck();
    }
  }

  /**
   * Asks the kernel what is true of every file now.
   *
   * @param byPath whether time has passed, so that the names may stand for other files
   */
  void observe(boolean byPath) {
    ManyFiles.each(
        files.stream().filter(LockedFile::isBegun).toList(),
        () -> false,
        file -> observe(file, byPath),
        (file, observed) -> {});
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

  private LockedFile observe(LockedFile file, boolean byPath) {
    if (counts) {
      file.observeMemory(locker);
    }
    if (byPath) {
      file.observePath();
    }
    return file;
  }

  /** Unlocks everything, and tells what could not be. */
  List<CliException> unlock() {
    List<CliException> failures = new ArrayList<>();
    files.forEach(file -> failures.addAll(file.unlock()));
    after = vmLck();
    return failures;
  }

  private long vmLck() {
    return LockedCount.bytes(locker);
  }

  private long byteCount() {
    return files.stream().mapToLong(LockedFile::wantedBytes).sum();
  }

  long lockedBytes() {
    return files.stream().mapToLong(LockedFile::lockedBytes).sum();
  }

  Duration lockingTime() {
    return Duration.ofNanos(nanos);
  }

  /** Of all files; null if nothing is locked. */
  @Nullable Double gibPerSecond() {
    long bytes = lockedBytes();
    return bytes == 0 ? null : bytes / GIB / (Math.max(1, nanos) / 1e9);
  }

  int lockedFiles() {
    return (int) files.stream().filter(LockedFile::isWholeLocked).count();
  }

  int fileCount() {
    return fileCount;
  }

  /** Under best-effort: why the first file that is not locked is not. */
  Optional<String> firstRefusal() {
    return files.stream()
        .filter(file -> file.notLockedBecause().isPresent())
        .map(file -> Shown.name(file.file().path()) + ": " + file.notLockedBecause().get())
        .findFirst();
  }

  /** What became of files since they were locked, by their names. */
  List<String> fates() {
    return files.stream().flatMap(file -> file.fateText().stream()).toList();
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
    return new LockReport.VmLck(
        LockedCount.name(locker), known(before), known(locked), known(after));
  }

  private static @Nullable Long known(long bytes) {
    return bytes == LimitNumbers.UNKNOWN ? null : bytes;
  }
}
