package io.github.pagelock.posix;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import java.util.List;

/** The words of cures that are the same on several systems. */
public final class Remedies {
  /** Where a page is not mapped. */
  public static final String OF_A_HOLE =
      "lock only what is mapped, and keep it mapped while it is locked;"
          + " MemoryRange.of(ByteBuffer) does that for a buffer";

  private static final long KIB = 1024;

  private Remedies() {}

  /**
   * A number of bytes as limits are written.
   *
   * @param bytes at least so many
   * @return KiB
   */
  public static long inKib(long bytes) {
    return bytes / KIB + (bytes % KIB == 0 ? 0 : 1);
  }

  /**
   * Whether a limit is high enough as limits are written.
   *
   * @param kib what is needed, in KiB
   * @param limitBytes the limit
   * @return whether it holds so many whole KiB
   */
  public static boolean isWithin(long kib, long limitBytes) {
    return kib <= limitBytes / KIB;
  }

  /**
   * The command that raises the soft limit. With -S, because without it the hard limit falls too,
   * and only root can raise it again.
   *
   * @param kib the limit, in KiB or in the shell's word
   * @return to be put into a sentence
   */
  public static String ulimit(String kib) {
    return "ulimit -S -l " + kib;
  }

  /**
   * To raise the soft limit where there is a shell.
   *
   * @param kib the limit, in KiB or in the shell's word
   * @return what to do
   */
  public static String inTheShell(String kib) {
    return "run `" + ulimit(kib) + "` in the shell and start the program again from it";
  }

  /**
   * The capability of login.conf(5) on the BSDs. Without a suffix it is the hard limit too, which
   * would be lowered.
   *
   * @param isWithinHard whether the hard limit is high enough
   * @return its name
   */
  public static String memoryLocked(boolean isWithinHard) {
    return isWithinHard ? "memorylocked-cur" : "memorylocked";
  }

  /**
   * To raise a limit by the login class, on the BSDs.
   *
   * @param isWithinHard whether the hard limit is high enough
   * @param kib the limit in KiB
   * @param userName whose class
   * @return what to do
   */
  public static String loginClass(boolean isWithinHard, long kib, String userName) {
    return "as root set `"
        + memoryLocked(isWithinHard)
        + "="
        + kib
        + "K` for the login class of "
        + userName
        + " in /etc/login.conf, run `cap_mkdb /etc/login.conf` and log in again";
  }

  /**
   * A cure of remedies that were written by the manual alone.
   *
   * @param launcher how the process was started
   * @param texts what to do, the best first
   * @return the cure
   */
  public static Cure untried(Launcher launcher, List<String> texts) {
    List<Remedy> remedies = texts.stream().map(text -> Remedy.of(text, false)).toList();
    return Cure.of(launcher, remedies, List.of());
  }
}
