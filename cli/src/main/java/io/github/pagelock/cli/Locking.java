package io.github.pagelock.cli;

import java.util.List;

/** A way to lock files. */
interface Locking {
  /**
   * Locks files, and gives each its handles. Where the watcher stops it, what is left locked has
   * its handle.
   *
   * @throws io.github.pagelock.PageLockException if one cannot be locked; what is left locked has
   *     its handle
   */
  void lock(List<LockedFile> files, Watcher watcher) throws InterruptedException;

  /** Looks on, and may stop it. */
  interface Watcher {
    boolean isStopRequested();

    /** So many bytes of the files are locked by now. */
    void reached(long bytes);

    /**
     * The wish to stop was heard, when so many bytes were locked. Called once, before unlocking.
     */
    void stopping(long bytes);
  }
}
