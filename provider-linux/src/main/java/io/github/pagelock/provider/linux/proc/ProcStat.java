package io.github.pagelock.provider.linux.proc;

import org.jspecify.annotations.Nullable;

/**
 * What /proc says of a process in one line.
 *
 * @param command its name
 * @param parent the number of its parent, or 0
 * @param terminal the number of its terminal, or 0
 * @param start when it began, in the kernel's ticks, or 0: its number may be given to another
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcStat(String command, long parent, long terminal, long start) {
  private static final int PARENT = 4 - 3; // field 4; the third is the first after the name
  private static final int TERMINAL = 7 - 3;
  private static final int START = 22 - 3;

  /**
   * Of a text.
   *
   * @param stat the text of a process's stat, or null, which says nothing
   * @return what it says
   */
  public static ProcStat of(@Nullable String stat) {
    // The command stands in parentheses, and may contain some: pid (command) state ppid …
    int open = stat == null ? -1 : stat.indexOf('(');
    int close = stat == null ? -1 : stat.lastIndexOf(") ");
    if (stat == null || open < 0 || close < open) {
      return new ProcStat("", 0, 0, 0);
    }
    String[] rest = stat.substring(close + 2).split(" ", -1);
    return new ProcStat(
        stat.substring(open + 1, close),
        number(rest, PARENT),
        number(rest, TERMINAL),
        number(rest, START));
  }

  private static long number(String[] fields, int which) {
    try {
      return which < fields.length ? Long.parseLong(fields[which].strip()) : 0;
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
