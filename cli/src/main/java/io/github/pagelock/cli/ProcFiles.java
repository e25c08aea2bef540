package io.github.pagelock.cli;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What only Linux's /proc tells, of any process that a user may name.
 *
 * @param system /proc and /sys
 */
record ProcFiles(ProcFs system) {
  static final ProcFiles RUNNING = new ProcFiles(ProcFs.ofThisSystem());

  /** What reading says once a process has ended. */
  private static final String ESRCH = "No such process";

  ProcFiles(Path root) {
    this(new ProcFs(root));
  }

  /** Whether this is Linux's /proc: others have none, or one without these files. */
  boolean isThere() {
    return system.exists("/proc/self/smaps");
  }

  /**
   * The text of a process's file; empty if there is no such process, or not any more.
   *
   * @throws CliException if one may not read it
   */
  Optional<String> ofProcess(long pid, String name) {
    String path = "/proc/" + pid + "/" + name;
    try {
      return Optional.of(system.text(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new CliException(
          Shown.name(system.file(path))
              + ": permission denied: only root and the process's own user may read it",
          e);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains(ESRCH)) {
        return Optional.empty();
      }
      throw Errors.of(system.file(path), e);
    }
  }

  /** When a process began, in the kernel's ticks: its number may be given to another. */
  Optional<Long> startOf(long pid) {
    return ofProcess(pid, "stat").map(stat -> ProcStat.of(stat).start());
  }
}
