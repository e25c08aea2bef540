package io.github.pagelock.provider.linux;

import org.jspecify.annotations.Nullable;

/**
 * What /proc/self/status says of this process.
 *
 * @param lockedBytes VmLck in bytes, or -1
 * @param capabilities the effective set
 * @param fileSystemUid the user that access to files is checked for, or -1
 */
record ProcStatus(long lockedBytes, long capabilities, long fileSystemUid) {
  private static final int UIDS = 4;

  static ProcStatus read(ProcFs proc) {
    return parse(proc.read("/proc/self/status"));
  }

  static ProcStatus parse(@Nullable String text) {
    if (text == null) {
      return new ProcStatus(-1, 0, -1);
    }
    long lockedKib = ProcFs.field(text, "VmLck:");
    return new ProcStatus(
        lockedKib < 0 ? -1 : lockedKib * 1024, capabilities(text), fileSystemUid(text));
  }

  boolean has(int capability) {
    return (capabilities >>> capability & 1) != 0;
  }

  private static long capabilities(String text) {
    String hex = line(text, "\nCapEff:");
    return hex.isEmpty() ? 0 : Long.parseUnsignedLong(hex, 16);
  }

  /** Uid: real, effective, saved, file system. */
  private static long fileSystemUid(String text) {
    String[] uids = line(text, "\nUid:").split("\\s+", -1);
    return uids.length == UIDS ? Long.parseLong(uids[UIDS - 1]) : -1;
  }

  /** What follows a name, which begins with the line break before it; empty if there is none. */
  static String line(@Nullable String text, String name) {
    int at = text == null ? -1 : text.indexOf(name);
    if (text == null || at < 0) {
      return "";
    }
    int end = text.indexOf('\n', at + 1);
    return text.substring(at + name.length(), end < 0 ? text.length() : end).strip();
  }
}
