package io.github.pagelock.provider.linux.proc;

import org.jspecify.annotations.Nullable;

/**
 * What /proc says of a process, or of a thread.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class ProcStatus {
  /** Of real, effective, saved, file system. */
  private static final int EFFECTIVE = 1;

  private static final int FILE_SYSTEM = 3;

  private final @Nullable String text;

  private ProcStatus(@Nullable String text) {
    this.text = text;
  }

  /**
   * Of this process, with the privileges of this thread.
   *
   * @param proc where it is told
   * @return what it says now
   */
  public static ProcStatus read(ProcFs proc) {
    String ofThread = proc.read("/proc/thread-self/status");
    return of(ofThread == null ? proc.read("/proc/self/status") : ofThread);
  }

  /**
   * Of a text.
   *
   * @param text of a process's status, or null, which says nothing
   * @return what it says
   */
  public static ProcStatus of(@Nullable String text) {
    return new ProcStatus(text);
  }

  /**
   * Its name.
   *
   * @return 15 characters of it
   */
  public String name() {
    return ProcFs.line(text, "Name:");
  }

  /**
   * Whether it has ended, and only waits for its parent.
   *
   * @return true for a zombie
   */
  public boolean hasEnded() {
    return ProcFs.line(text, "State:").matches("[ZX].*");
  }

  /**
   * What is locked (VmLck).
   *
   * @return bytes, or -1: a kernel thread has none
   */
  public long lockedBytes() {
    long kib = ProcFs.field(text, "VmLck:");
    return kib < 0 ? -1 : kib * 1024;
  }

  /**
   * Whether a capability is effective.
   *
   * @param capability such as {@link Privileges#CAP_IPC_LOCK}
   * @return whether it is in the set
   */
  public boolean has(int capability) {
    return has("CapEff:", capability);
  }

  /**
   * Whether a capability is in a set.
   *
   * @param set such as {@code CapPrm:}
   * @param capability such as {@link Privileges#CAP_IPC_LOCK}
   * @return whether it is
   */
  public boolean has(String set, int capability) {
    String hex = ProcFs.line(text, set);
    return !hex.isEmpty() && (Long.parseUnsignedLong(hex, 16) >>> capability & 1) != 0;
  }

  /**
   * The effective user.
   *
   * @return its number, or -1
   */
  public long effectiveUid() {
    return id("Uid:", EFFECTIVE);
  }

  /**
   * The effective group.
   *
   * @return its number, or -1
   */
  public long effectiveGid() {
    return id("Gid:", EFFECTIVE);
  }

  /**
   * The user that access to files is checked for.
   *
   * @return its number, or -1
   */
  public long fileSystemUid() {
    return id("Uid:", FILE_SYSTEM);
  }

  /**
   * Whether a seccomp filter is in force.
   *
   * @return false also where it is not told
   */
  public boolean hasSeccompFilter() {
    return ProcFs.line(text, "Seccomp:").equals("2");
  }

  private long id(String name, int which) {
    String[] ids = ProcFs.line(text, name).split("\\s+", -1);
    return ids.length > which ? ProcFs.parse(ids[which]) : -1;
  }
}
