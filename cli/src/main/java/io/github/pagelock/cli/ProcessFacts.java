package io.github.pagelock.cli;

import io.github.pagelock.LockLimits;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final String EXEMPTION = "effective CAP_IPC_LOCK";

  /** linux/capability.h */
  private static final int CAP_IPC_LOCK = 14;

  private static final Pattern MEMLOCK =
      Pattern.compile("Max locked memory\\s+(\\S+)\\s+(\\S+)\\s+bytes.*");

  /** The second of: real, effective, saved, file system. */
  private static final Pattern UIDS = Pattern.compile("\\d+\\s+(\\d+)\\s.*");

  /** The map of the first user namespace: everybody is himself. */
  private static final String EVERYBODY = "0\\s+0\\s+4294967295";

  /**
   * Looks at a process now.
   *
   * @return empty if it does not exist, or has ended and only waits for its parent
   * @throws CliException if it is a kernel thread
   */
  static Optional<ProcessFacts> of(long pid, ProcFiles files) {
    Optional<String> status =
        files.ofProcess(pid, "status").filter(text -> !ProcessStatus.isZombie(text));
    Optional<String> limits = files.ofProcess(pid, "limits");
    if (status.isEmpty() || limits.isEmpty()) {
      return Optional.empty();
    }
    long vmLck = ProcessStatus.vmLckBytes(pid, status.get());
    boolean namespace =
        files.ofProcess(pid, "uid_map").filter(map -> !map.strip().matches(EVERYBODY)).isPresent();
    boolean capable = !namespace && has(status.get(), CAP_IPC_LOCK);
    return Optional.of(
        new ProcessFacts(
            pid,
            ProcessStatus.name(status.get()),
            uid(status.get()),
            limits(limits.get(), vmLck, capable),
            namespace,
            files
                .ofProcess(pid, "cgroup")
                .map(text -> text.strip().replace('\n', ' '))
                .orElse(null),
            mappings(pid, files)));
  }

  private static boolean has(String status, int capability) {
    return ProcFiles.field(status, "CapEff")
        .filter(set -> (Long.parseUnsignedLong(set, 16) >>> capability & 1) != 0)
        .isPresent();
  }

  private static long uid(String status) {
    return ProcFiles.field(status, "Uid")
        .map(UIDS::matcher)
        .filter(Matcher::matches)
        .map(uids -> Long.parseLong(uids.group(1)))
        .orElse(-1L);
  }

  private static LockLimits limits(String text, long vmLck, boolean capable) {
    Matcher line =
        text.lines()
            .map(MEMLOCK::matcher)
            .filter(Matcher::matches)
            .findFirst()
            .orElseThrow(() -> new CliException("/proc/PID/limits has no line for locked memory"));
    return new LockLimits(bytes(line.group(1)), bytes(line.group(2)), vmLck, capable, EXEMPTION);
  }

  private static long bytes(String text) {
    return text.equals("unlimited") ? LockLimits.UNLIMITED : Long.parseLong(text);
  }

  private static @Nullable Long mappings(long pid, ProcFiles files) {
    try {
      return files.ofProcess(pid, "maps").map(maps -> maps.lines().count()).orElse(null);
    } catch (CliException notAllowed) {
      return null;
    }
  }
}
