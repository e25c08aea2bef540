package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import java.util.regex.Pattern;

/**
 * All that a cure depends on.
 *
 * @param origin how this process was started
 * @param user as whom it runs
 * @param limits what it may lock
 * @param memory the memory cgroup that binds it
 */
record Situation(Origin origin, Credentials user, LockLimits limits, Group memory) {
  Launcher launcher() {
    return origin.launcher();
  }

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

    private static final Pattern OF_USER = Pattern.compile("/user@[0-9]+\\.service/.*/");

    /** The last directory of its path, which systemd names after its unit. */
    String name() {
      String directory = file.substring(0, Math.max(0, file.lastIndexOf('/')));
      return CgroupUnit.unescaped(directory.substring(directory.lastIndexOf('/') + 1));
    }

    /** The last part of its path. */
    String fileName() {
      return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Whether its unit is one of a user's systemd manager. */
    boolean isOfUser() {
      return OF_USER.matcher(file).find();
    }
  }
}
