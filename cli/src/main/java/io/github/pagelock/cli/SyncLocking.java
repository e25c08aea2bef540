package io.github.pagelock.cli;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.util.List;

/** File after file on the calling thread, piece by piece, so that a signal waits for a piece. */
final class SyncLocking implements Locking {
  private final PageLocker locker;
  private final LockMode mode;

  SyncLocking(PageLocker locker, LockMode mode) {
    this.locker = locker;
    this.mode = mode;
  }

  @Override
  public void lock(List<LockedFile> files, Watcher watcher) {
    long reached = 0;
    for (LockedFile file : files) {
      for (MemoryRange piece : file.pieces()) {
        if (watcher.isStopRequested()) {
          watcher.stopping(reached);
          return;
        }
        LockedRange handle = locker.lock(piece, mode);
        if (handle.degradation().isPresent()) {
          throw handle.degradation().get();
        }
        file.locked(handle);
        reached += piece.byteCount();
        watcher.reached(reached);
      }
    }
  }
}
