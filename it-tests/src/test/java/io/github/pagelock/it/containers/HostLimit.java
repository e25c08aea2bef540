package io.github.pagelock.it.containers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine lets a container have: not everybody may raise the hard limit. */
final class HostLimit {
  private static final Pattern MEMLOCK = Pattern.compile("--ulimit memlock=(\\d+)");
  private static final Pattern HARD = Pattern.compile("Max locked memory\\s+\\S+\\s+(\\S+)");
  private static final long CAP_SYS_RESOURCE = 1L << 24;
  private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s+(\\p{XDigit}+)");

  private HostLimit() {}

  static boolean allows(String flags) {
    Matcher asked = MEMLOCK.matcher(flags);
    return !asked.find() || Long.parseLong(asked.group(1)) <= bytes();
  }

  /** The engine's own limit, as this process's stands for it. */
  private static long bytes() {
    String self = HostCommand.text("/proc/self/status") + HostCommand.text("/proc/self/limits");
    Matcher effective = EFFECTIVE.matcher(self);
    Matcher hard = HARD.matcher(self);
    boolean mayRaise =
        effective.find()
            && (Long.parseUnsignedLong(effective.group(1), 16) & CAP_SYS_RESOURCE) != 0;
    return mayRaise || !hard.find() || hard.group(1).equals("unlimited")
        ? Long.MAX_VALUE
        : Long.parseLong(hard.group(1));
  }
}
