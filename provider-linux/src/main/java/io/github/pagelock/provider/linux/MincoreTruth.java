package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows where mincore pretends: every page of a file is "resident" to a process that neither owns
 * the file, nor may write it, nor has CAP_FOWNER (the kernel's can_do_mincore). For one batch of
 * questions.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mincore.2.html">mincore(2)</a>
 */
final class MincoreTruth {
  private final boolean ownsAll;
  private final long uid;
  private final Map<String, Boolean> known = new HashMap<>();

  MincoreTruth(ProcFs proc, Privileges privileges) {
    ProcStatus status = ProcStatus.read(proc);
    this.ownsAll = privileges.count(status, Privileges.CAP_FOWNER);
    this.uid = status.fileSystemUid();
  }

  /** Whether it tells the truth of every mapping that has a file. */
  boolean isTold() {
    return ownsAll;
  }

  /** Whether it tells the truth of this mapping; false if that cannot be found out. */
  boolean isToldOf(Mapping mapping) {
    if (mapping.isSpecial()) {
      return false;
    }
    if (ownsAll || !mapping.isFile() || isSharedMemory(mapping.name())) {
      return true;
    }
    return known.computeIfAbsent(
        mapping.inode() + " " + mapping.name(), key -> ownsOrMayWrite(mapping));
  }

  /** The kernel makes these files writable for everyone: shared anonymous, memfd, System V. */
  private static boolean isSharedMemory(String name) {
    return name.endsWith(" (deleted)")
        && (name.startsWith("/dev/zero") || name.startsWith("/memfd:") || name.startsWith("/SYSV"));
  }

  private boolean ownsOrMayWrite(Mapping mapping) {
    try {
      Path path = Path.of(mapping.name());
      Map<String, Object> attributes = Files.readAttributes(path, "unix:ino,uid");
      boolean same = attributes.get("ino") instanceof Long inode && inode == mapping.inode();
      boolean owned = attributes.get("uid") instanceof Integer owner && owner == uid;
      return same && (owned || Files.isWritable(path));
    } catch (IOException | InvalidPathException | UnsupportedOperationException cannotTell) {
      return false;
    }
  }
}
