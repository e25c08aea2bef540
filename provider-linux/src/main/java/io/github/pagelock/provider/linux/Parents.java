package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStat;
import java.util.Set;

/**
 * What is known of the processes above this one.
 *
 * @param shell the nearest shell; empty if there is none
 * @param hasCron whether one is cron
 * @param hasTerminal whether this process has a terminal
 * @param isChildOfInit whether process 1 is the next
 * @param userManager the process of the user's systemd manager, or 0
 */
record Parents(
    String shell, boolean hasCron, boolean hasTerminal, boolean isChildOfInit, long userManager) {
  /** Enough for any chain of parents, and an end where one is read while it changes. */
  private static final int MOST_PARENTS = 64;

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "tcsh", "csh", "busybox");
  private static final Set<String> CRONS = Set.of("cron", "crond", "anacron");

  static Parents read(ProcFs proc) {
    ProcStat self = ProcStat.of(proc.read("/proc/self/stat"));
    String shell = "";
    boolean hasCron = false;
    long userManager = 0;
    long pid = self.parent();
    for (int i = 0; pid > 0 && i < MOST_PARENTS; i++) {
      ProcStat parent = ProcStat.of(proc.read("/proc/" + pid + "/stat"));
      if (shell.isEmpty() && SHELLS.contains(parent.command())) {
        shell = parent.command();
      }
      hasCron |= CRONS.contains(parent.command());
      if (userManager == 0 && pid > 1 && parent.command().equals("systemd")) {
        userManager = pid;
      }
      pid = parent.parent();
    }
    return new Parents(shell, hasCron, self.terminal() != 0, self.parent() == 1, userManager);
  }

  boolean hasShell() {
    return !shell.isEmpty();
  }
}
