package io.github.pagelock.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What only Linux's /proc and /sys tell, of any process and of the system.
 *
 * @param root the directory that holds both
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
record ProcFiles(Path root) {
  static final ProcFiles RUNNING = new ProcFiles(Path.of("/"));

  /** What reading says once a process has ended. */
  private static final String ESRCH = "No such process";

  private static final int AT_ONCE = 1 << 16;

  /** Whether this is Linux's /proc: others have none, or one without these files. */
  boolean isThere() {
    return Files.exists(root.resolve("proc/self/smaps"));
  }

  /**
   * The text of a process's file; empty if there is no such process, or not any more.
   *
   * @throws CliException if one may not read it
   */
  Optional<String> ofProcess(long pid, String name) {
    Path file = root.resolve("proc/" + pid).resolve(name);
    try {
      return Optional.of(text(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new CliException(
          file + ": permission denied: only root and the process's own user may read it", e);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains(ESRCH)) {
        return Optional.empty();
      }
      throw Errors.of(file, e);
    }
  }

  /** The text of a file of the system, such as proc/swaps, stripped; empty if there is none. */
  Optional<String> ofSystem(String name) {
    try {
      return Optional.of(text(root.resolve(name)).strip());
    } catch (IOException notTold) {
      return Optional.empty();
    }
  }

  /** At once, because the rest of a sysctl cannot be read later; names may be in any encoding. */
  private static String text(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), AT_ONCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The rest of the line that begins with a name and a colon. */
  static Optional<String> field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The same, a number of kB, in bytes. */
  static Optional<Long> bytes(String text, String name) {
    return field(text, name).map(ProcFiles::bytes);
  }

  private static long bytes(String kilobytes) {
    return Long.parseLong(kilobytes.replaceFirst(" kB$", "").strip()) << 10;
  }

  /**
   * When a process began, in the kernel's ticks: its number may be given to another.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
   */
  Optional<String> startOf(long pid) {
    int starttime = 22 - 3; // field 22; the third is the first after the name
    return ofProcess(pid, "stat")
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[starttime]);
  }
}
