package io.github.pagelock.provider.linux;

import io.github.pagelock.spi.LimitNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits on locked memory that the text of a remedy writes, read back from it.
 *
 * @param softBytes or UNLIMITED
 * @param hardBytes or UNLIMITED; UNKNOWN where it stays what it is
 * @param where it is written
 */
record WrittenLimits(long softBytes, long hardBytes, String where) {
  private static final long KIB = 1024;
  private static final String NUMBER = "(-?[0-9]+|unlimited|infinity)";
  private static final String PAIR = NUMBER + "(?::" + NUMBER + ")?";

  /** Each with the soft limit and perhaps the hard one. */
  private static final List<Pattern> IN_BYTES =
      List.of(
          Pattern.compile("LimitMEMLOCK=" + PAIR),
          Pattern.compile("--ulimit memlock=" + PAIR),
          Pattern.compile("memlock: \\{soft: " + NUMBER + ", hard: " + NUMBER + "}"),
          Pattern.compile("limits\\.kernel\\.memlock " + PAIR),
          Pattern.compile("lxc\\.prlimit\\.memlock(?: =|:) " + PAIR),
          Pattern.compile("--rlimit=MEMLOCK=" + PAIR),
          Pattern.compile("RLIMIT_MEMLOCK\\), soft:hard, to " + PAIR));

  private static final Pattern SHELL = Pattern.compile("ulimit -S -l " + NUMBER);
  private static final Pattern LIMITS_CONF = Pattern.compile(" - memlock " + NUMBER);

  /** What names a limit without writing it. */
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "show -p LimitMEMLOCK|/memlock\\.conf|`ulimit -H -l`|`ulimits: \\{}`|@memlock");

  private static final Pattern ANY = Pattern.compile("(?i)memlock|ulimit");

  /** All of them; an AssertionError if the text names a limit in a way that is not known here. */
  static List<WrittenLimits> of(String text) {
    List<WrittenLimits> found = new ArrayList<>();
    String rest = text;
    for (Pattern pattern : IN_BYTES) {
      for (MatchResult match : pattern.matcher(rest).results().toList()) {
        String hard = match.group(2) == null ? match.group(1) : match.group(2);
        found.add(new WrittenLimits(bytes(match.group(1), 1), bytes(hard, 1), match.group()));
      }
      rest = pattern.matcher(rest).replaceAll("");
    }
    for (MatchResult match : LIMITS_CONF.matcher(rest).results().toList()) {
      long both = bytes(match.group(1), KIB);
      found.add(new WrittenLimits(both, both, match.group()));
    }
    for (MatchResult match : SHELL.matcher(rest).results().toList()) {
      found.add(new WrittenLimits(bytes(match.group(1), KIB), LimitNumbers.UNKNOWN, match.group()));
    }
    rest = LIMITS_CONF.matcher(rest).replaceAll("");
    rest = SHELL.matcher(rest).replaceAll("");
    rest = NO_NUMBER.matcher(rest).replaceAll("");
    Matcher unknown = ANY.matcher(rest);
    if (unknown.find()) {
      throw new AssertionError("another way to name a limit: " + rest);
    }
    return found;
  }

  private static long bytes(String number, long unit) {
    return number.equals("unlimited") || number.equals("infinity") || number.equals("-1")
        ? LimitNumbers.UNLIMITED
        : Math.multiplyExact(Long.parseLong(number), unit);
  }
}
