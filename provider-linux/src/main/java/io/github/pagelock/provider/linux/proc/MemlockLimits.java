package io.github.pagelock.provider.linux.proc;

import io.github.pagelock.spi.LimitNumbers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a process on locked memory. Anybody may read those of any process that he sees.
 *
 * @param softBytes the one in force, or {@link LimitNumbers#UNLIMITED}
 * @param hardBytes what it may be raised to, or {@link LimitNumbers#UNLIMITED}
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html">proc_pid_limits(5)</a>
 */
public record MemlockLimits(long softBytes, long hardBytes) {
  private static final Pattern LINE =
      Pattern.compile(
          "^Max locked memory +(unlimited|[0-9]+) +(unlimited|[0-9]+) ", Pattern.MULTILINE);

  /**
   * Of a text.
   *
   * @param limits the text of a process's limits, or null
   * @return empty if it does not tell
   */
  public static Optional<MemlockLimits> of(@Nullable String limits) {
    Matcher line = LINE.matcher(limits == null ? "" : limits);
    return line.find()
        ? Optional.of(new MemlockLimits(bytes(line.group(1)), bytes(line.group(2))))
        : Optional.empty();
  }

  private static long bytes(String text) {
    return text.equals("unlimited") ? LimitNumbers.UNLIMITED : ProcFs.parse(text);
  }
}
