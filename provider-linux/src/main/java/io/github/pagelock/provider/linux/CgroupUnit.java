package io.github.pagelock.provider.linux;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The systemd unit that a cgroup belongs to.
 *
 * @param name such as {@code search.service} or {@code session-3.scope}; empty if there is none
 * @param manager the unit of the user's manager that runs it, such as {@code user@1000.service};
 *     empty if the system's manager does
 * @see <a href="https://systemd.io/CGROUP_DELEGATION/">Control Group APIs and Delegation</a>
 */
record CgroupUnit(String name, String manager) {
  static final CgroupUnit NONE = new CgroupUnit("", "");

  private static final String SYSTEMD_HIERARCHY = "name=systemd";
  private static final String DELETED = " (deleted)";
  private static final Pattern MANAGER = Pattern.compile("user@[0-9]+\\.service");

  /** The characters of systemd.unit(5): nothing that a shell takes for its own but backslashes. */
  private static final Pattern UNIT = Pattern.compile("[a-zA-Z0-9:_.@\\\\-]+\\.(service|scope)");

  /**
   * Of the text of /proc/self/cgroup. systemd's own hierarchy counts first: in version 1 others end
   * above a user's units.
   */
  static CgroupUnit of(String cgroups) {
    String deepest = "";
    String unified = "";
    for (String line : cgroups.split("\n", -1)) {
      String[] fields = line.split(":", 3); // id, controllers, path
      if (fields.length < 3) {
        continue;
      }
      String path = fields[2];
      if (fields[1].equals(SYSTEMD_HIERARCHY) && path.length() > 1) {
        return ofPath(path);
      }
      unified = fields[0].equals("0") && fields[1].isEmpty() ? path : unified;
      deepest = path.length() > deepest.length() ? path : deepest;
    }
    return ofPath(unified.length() > 1 ? unified : deepest);
  }

  /**
   * As systemd reads it: a unit comes after slices, and what is below a unit is its own affair, up
   * to a manager that runs there and begins anew.
   */
  private static CgroupUnit ofPath(String path) {
    String cgroup =
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    CgroupUnit found = NONE;
    for (String component : Arrays.asList(cgroup.split("/", -1))) {
      String name = unescaped(component);
      if (MANAGER.matcher(name).matches()) {
        found = new CgroupUnit("", name);
      } else if (name.endsWith(".slice")) {
        found = found.name.isEmpty() ? found : NONE;
      } else if (found.name.isEmpty() && UNIT.matcher(name).matches()) {
        found = new CgroupUnit(name, found.manager);
      }
    }
    return found;
  }

  /** Systemd's underscore keeps names apart from those that the kernel uses itself. */
  static String unescaped(String directory) {
    return directory.startsWith("_") ? directory.substring(1) : directory;
  }

  /** Whether its settings may have limits: a scope's processes bring theirs along. */
  boolean isService() {
    return name.endsWith(".service");
  }
}
