package io.github.pagelock.cli;

import io.github.pagelock.LockLimits;
import io.github.pagelock.provider.linux.proc.MemlockLimits;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import io.github.pagelock.spi.LimitNumbers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What /proc tells of a process that may want to lock.
 *
 * @param pid its number
 * @param command its name, 15 characters of it
 * @param uid its effective user
 * @param limits what it may lock and has locked
 * @param userNamespace whether it is in one of its own, where CAP_IPC_LOCK does not count for
 *     memory
 * @param cgroup its lines of cgroup(7), joined by spaces; null if that is not told
 * @param mappings how many it has; null if one may not look
 */
record ProcessFacts(
    long pid,
    String command,
    long uid,
    LockLimits limits,
    boolean userNamespace,
    @Nullable String cgroup,
    @Nullable Long mappings) {
  /**
   * Looks at a process now.
   *
   * @return empty if it does not exist, or has ended and only waits for its parent
   * @throws CliException if it is a kernel thread
   */
  static Optional<ProcessFacts> of(long pid, ProcFiles files) {
    Optional<ProcStatus> status = ProcessStatus.running(pid, files);
    Optional<String> limits = files.ofProcess(pid, "limits");
    if (status.isEmpty() || limits.isEmpty()) {
      return Optional.empty();
    }
    long vmLck = ProcessStatus.vmLckBytes(pid, status.get());
    boolean namespace = !Privileges.areAllIds(files.ofProcess(pid, "uid_map").orElse(null));
    boolean capable = !namespace && status.get().has(Privileges.CAP_IPC_LOCK);
    return Optional.of(
        new ProcessFacts(
            pid,
            status.get().name(),
            status.get().effectiveUid(),
            limits(limits.get(), vmLck, capable),
            namespace,
            files
                .ofProcess(pid, "cgroup")
                .map(text -> text.strip().replace('\n', ' '))
                .orElse(null),
            mappings(pid, files)));
  }

  private static LockLimits limits(String text, long vmLck, boolean capable) {
    MemlockLimits memlock =
        MemlockLimits.of(text)
            .orElseThrow(() -> new CliException("/proc/PID/limits has no line for locked memory"));
    return LimitNumbers.of(memlock.softBytes(), memlock.hardBytes(), vmLck)
        .withExemption(capable, Privileges.EXEMPTION);
  }

  private static @Nullable Long mappings(long pid, ProcFiles files) {
    try {
      return files.ofProcess(pid, "maps").map(maps -> maps.lines().count()).orElse(null);
    } catch (CliException notAllowed) {
      return null;
    }
  }
}
