package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;

/**
 * All that a cure depends on.
 *
 * @param launcher how this process was started
 * @param hasShell whether a shell is among its parents
 * @param user as whom it runs
 * @param limits what it may lock
 * @param memory the memory cgroup that binds it
 */
record Situation(
    Launcher launcher, boolean hasShell, Credentials user, LockLimits limits, Group memory) {
  /**
   * A memory cgroup with a limit.
   *
   * @param file where its limit is written; empty if no cgroup binds
   * @param max the limit in bytes
   * @param left what it has left, in bytes
   * @param outermost whether it is the first that this process can see: in a container, its own
   */
  record Group(String file, long max, long left, boolean outermost) {
    static final Group NONE = new Group("", 0, 0, false);

    /** The last directory of its path, which systemd names after its unit. */
    String name() {
      String directory = file.substring(0, Math.max(0, file.lastIndexOf('/')));
      return directory.substring(directory.lastIndexOf('/') + 1);
    }
  }
}
