package io.github.pagelock.provider.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a hierarchy of memory cgroups is mounted.
 *
 * @param isUnified version 2, else version 1
 * @param root which cgroup is seen at the mount point
 * @param point the mount point, without a slash at its end
 */
record MemoryCgroupMount(boolean isUnified, String root, String point) {
  private static final int ROOT_FIELD = 3;
  private static final int POINT_FIELD = 4;

  /** Of /proc/self/mountinfo, the mounts that matter. */
  static List<MemoryCgroupMount> parse(@Nullable String mountinfo) {
    List<MemoryCgroupMount> mounts = new ArrayList<>();
    if (mountinfo == null) {
      return mounts;
    }
    for (String line : mountinfo.split("\n", -1)) {
      int separator = line.indexOf(" - cgroup");
      String[] before = line.split(" ", -1);
      if (separator < 0 || before.length <= POINT_FIELD) {
        continue;
      }
      String[] after = line.substring(separator + 3).split(" ", -1); // type, source, options
      boolean unified = after[0].equals("cgroup2");
      boolean memory = Arrays.asList(after[after.length - 1].split(",", -1)).contains("memory");
      if (unified || memory) {
        mounts.add(
            new MemoryCgroupMount(
                unified,
                withoutSlash(unescape(before[ROOT_FIELD])),
                withoutSlash(unescape(before[POINT_FIELD]))));
      }
    }
    return mounts;
  }

  /**
   * The process's cgroup as a path below the mount point, empty for the mount point itself, which
   * is also the answer where a namespace hides the way; null if there is no membership.
   *
   * @param memberships /proc/self/cgroup
   */
  @Nullable String below(@Nullable String memberships) {
    if (memberships == null) {
      return null;
    }
    for (String line : memberships.split("\n", -1)) {
      String[] fields = line.split(":", 3); // id, controllers, path
      if (fields.length < 3) {
        continue;
      }
      boolean mine =
          isUnified
              ? fields[0].equals("0") && fields[1].isEmpty()
              : Arrays.asList(fields[1].split(",", -1)).contains("memory");
      if (mine) {
        return belowRoot(withoutSlash(fields[2]));
      }
    }
    return null;
  }

  private String belowRoot(String path) {
    boolean visible =
        (path.equals(root) || path.startsWith(root + "/"))
            && !Arrays.asList(path.split("/", -1)).contains("..");
    return visible ? path.substring(root.length()) : "";
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Spaces and the like are written in octal. */
  static String unescape(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
