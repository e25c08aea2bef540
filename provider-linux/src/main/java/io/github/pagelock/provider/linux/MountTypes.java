package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.Mapping;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which kind of file system a mapped file is of, by its name. For one batch of questions. */
final class MountTypes {
  private static final int POINT_FIELD = 4;

  private final Map<String, String> typeByPoint = new TreeMap<>();

  /** Of /proc/self/mountinfo. */
  MountTypes(@Nullable String mountinfo) {
    for (String line : mountinfo == null ? new String[0] : mountinfo.split("\n", -1)) {
      int separator = line.indexOf(" - ");
      String[] before = line.split(" ", POINT_FIELD + 2);
      if (separator >= 0 && before.length > POINT_FIELD) {
        String type = line.substring(separator + 3).split(" ", 2)[0];
        typeByPoint.put(
            MemoryCgroupMount.unescape(before[POINT_FIELD]), type); // the last one hides
      }
    }
  }

  /** Pages that are neither swapped nor charged to a memory cgroup. */
  boolean isHuge(Mapping mapping) {
    return mapping.name().startsWith("/anon_hugepage") || of(mapping.name()).equals("hugetlbfs");
  }

  /**
   * Whether its pages in RAM are page cache that can be reclaimed; those of a tmpfs are charged
   * like anonymous memory.
   */
  boolean isPageCache(Mapping mapping) {
    String name = mapping.name();
    boolean isKernels =
        name.endsWith(" (deleted)")
            && (name.startsWith("/dev/zero")
                || name.startsWith("/memfd:")
                || name.startsWith("/SYSV")
                || name.startsWith("/secretmem"));
    if (!mapping.isFile() || isKernels) {
      return false;
    }
    return switch (of(name)) {
      case "tmpfs", "devtmpfs", "ramfs", "rootfs" -> false;
      default -> true;
    };
  }

  /** The type of the longest mount point above it; empty if there is none. */
  private String of(String name) {
    for (String at = name; at.startsWith("/"); ) {
      String type = typeByPoint.get(at);
      if (type != null) {
        return type;
      }
      int slash = at.lastIndexOf('/');
      at = slash > 0 ? at.substring(0, slash) : at.length() > 1 ? "/" : "";
    }
    return "";
  }
}
