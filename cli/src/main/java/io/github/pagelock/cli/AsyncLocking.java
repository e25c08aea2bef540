package io.github.pagelock.cli;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** All files in one request to the workers: all or nothing, also when it is stopped. */
final class AsyncLocking implements Locking {
  /** How often progress is told, and how long a signal waits to be heard. */
  private static final Duration TICK = Duration.ofMillis(10);

  private final PageLocker locker;
  private final LockMode mode;

  AsyncLocking(PageLocker locker, LockMode mode) {
    this.locker = locker;
    this.mode = mode;
  }

  @Override
  public void lock(List<LockedFile> files, Watcher watcher) throws InterruptedException {
    List<MemoryRange> ranges = files.stream().flatMap(file -> file.ranges().stream()).toList();
    double fileBytes = ranges.stream().mapToLong(MemoryRange::byteCount).sum();
    PendingLock<List<LockedRange>> pending = locker.lockAllAsync(ranges, mode);
    // A request counts whole pages.
    double share = fileBytes / pending.byteCount();
    boolean stopping = false;
    while (!pending.await(TICK)) {
      long reached = (long) (pending.bytesLocked() * share);
      if (stopping) {
        continue;
      }
      watcher.reached(reached);
      if (watcher.isStopRequested()) {
        stopping = true;
        watcher.stopping(reached);
        pending.cancel();
      }
    }
    if (pending.state() == State.CANCELLED) {
      return;
    }
    if (pending.failure().isPresent()) {
      throw pending.failure().get();
    }
    Iterator<LockedRange> handles = pending.result().iterator();
    for (LockedFile file : files) {
      file.ranges().forEach(range -> file.locked(handles.next()));
    }
  }
}
