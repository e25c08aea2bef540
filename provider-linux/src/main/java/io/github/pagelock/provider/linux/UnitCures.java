package io.github.pagelock.provider.linux;

import java.util.regex.Pattern;

/** How a unit of systemd gets other limits, in words that end without a full stop. */
final class UnitCures {
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9:_.@-]+");

  private UnitCures() {}

  /** For a unit of the system's manager, by root. */
  static String ofSystem(String name, NewLimits limits) {
    String unit = orPlaceholder(name);
    String restart = " && systemctl restart " + quoted(unit);
    return "as root run `"
        + dropIn("/etc/systemd/system/", unit, limits, "systemctl")
        + restart
        + "`, or do the same with `systemctl edit "
        + quoted(unit)
        + "`";
  }

  /** For a unit of a user's manager, by that user. */
  static String ofUser(String name, NewLimits limits) {
    String unit = orPlaceholder(name);
    return "run `"
        + dropIn("~/.config/systemd/user/", unit, limits, "systemctl --user")
        + " && systemctl --user restart "
        + quoted(unit)
        + "`, or do the same with `systemctl --user edit "
        + quoted(unit)
        + "`";
  }

  /**
   * For a user's manager itself, by root. It is not restarted on the spot: that ends all that runs
   * in it.
   *
   * @param isKnown whether the limits are known to be higher than those that it has
   */
  static String ofManager(String manager, NewLimits limits, boolean isKnown) {
    return (isKnown
            ? ""
            : "(unless `systemctl show -p LimitMEMLOCK " + manager + "` says as much already) ")
        + "as root run `"
        + dropIn("/etc/systemd/system/", manager, limits, "systemctl")
        + "`, or do the same with `systemctl edit "
        + manager
        + "`, and let the user end all log-ins and log in again, or run `systemctl restart "
        + manager
        + "`, which ends all that runs in it";
  }

  /** As part of a command. */
  static String dropIn(String directory, String unit, NewLimits limits, String systemctl) {
    String unitDirectory = directory + quoted(unit + ".d");
    return "mkdir -p "
        + unitDirectory
        + " && printf '[Service]\\nLimitMEMLOCK="
        + limits.ofSystemd()
        + "\\n' > "
        + unitDirectory
        + "/memlock.conf && "
        + systemctl
        + " daemon-reload";
  }

  private static String orPlaceholder(String unit) {
    return unit.isEmpty() ? "UNIT" : unit;
  }

  /** Escaped names have backslashes, which a shell would take for its own. */
  static String quoted(String unit) {
    return PLAIN.matcher(unit).matches() ? unit : "'" + unit + "'";
  }
}
