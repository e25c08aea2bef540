package io.github.pagelock.cli;

import io.github.pagelock.provider.linux.proc.ProcStatus;
import io.github.pagelock.provider.linux.proc.SmapsMapping;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process has locked: the document that {@code pagelock status --json} prints.
 *
 * @param version Pagelock's
 * @param time when the kernel was asked
 * @param pid the process
 * @param command its name, 15 characters of it
 * @param vmLckBytes what the kernel counts as locked
 * @param locked by file, the most first
 * @param total of them
 */
record ProcessStatus(
    String version,
    String time,
    long pid,
    String command,
    long vmLckBytes,
    List<Locked> locked,
    Locked total) {

  /**
   * The locked mappings of a file.
   *
   * @param file its path, {@code [heap]} and the like, or {@code (anonymous)}
   * @param mode plain, on-fault, or huge: pages of hugetlbfs, which stay in RAM and which VmLck
   *     leaves out
   * @param mappings how many
   * @param lockedBytes their sizes
   * @param residentBytes what the process has of them in RAM
   * @param swappedBytes what of them is in swap
   */
  record Locked(
      String file,
      String mode,
      int mappings,
      long lockedBytes,
      long residentBytes,
      long swappedBytes) {
    private static final String ANONYMOUS = "(anonymous)";
    private static final String PLAIN = "plain";
    private static final String ON_FAULT = "on-fault";
    private static final String HUGE = "huge";
    private static final String TOTAL = "total";

    private static Locked of(SmapsMapping mapping) {
      return new Locked(
          mapping.name().isEmpty() ? ANONYMOUS : mapping.name(),
          mapping.isHuge() ? HUGE : mapping.isOnFault() ? ON_FAULT : PLAIN,
          1,
          mapping.byteCount(),
          mapping.residentBytes(),
          mapping.swappedBytes());
    }

    private Locked plus(Locked other) {
      return new Locked(
          file,
          mode,
          mappings + other.mappings,
          lockedBytes + other.lockedBytes,
          residentBytes + other.residentBytes,
          swappedBytes + other.swappedBytes);
    }

    boolean isPlain() {
      return mode.equals(PLAIN);
    }
  }

  private record Key(String file, String mode) {}

  /**
   * Looks at a process now.
   *
   * @return empty if it does not exist, or has ended and only waits for its parent
   * @throws CliException if one may not look, or if it has no memory of its own
   */
  static Optional<ProcessStatus> of(long pid, ProcFiles proc) {
    Optional<ProcStatus> status = running(pid, proc);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    long vmLck = vmLckBytes(pid, status.get());
    return proc.ofProcess(pid, "smaps")
        .map(smaps -> of(pid, status.get().name(), vmLck, SmapsMapping.of(smaps)));
  }

  /** What /proc says of a process; empty if it has ended. */
  static Optional<ProcStatus> running(long pid, ProcFiles proc) {
    return proc.ofProcess(pid, "status").map(ProcStatus::of).filter(status -> !status.hasEnded());
  }

  /** VmLck; a kernel thread has none. */
  static long vmLckBytes(long pid, ProcStatus status) {
    if (status.lockedBytes() < 0) {
      throw new CliException(
          "process "
              + pid
              + " ("
              + Shown.text(status.name())
              + ") is a kernel thread: it has no memory of its own to lock");
    }
    return status.lockedBytes();
  }

  private static ProcessStatus of(
      long pid, String command, long vmLck, List<SmapsMapping> mappings) {
    Map<Key, Locked> byFile = new LinkedHashMap<>();
    Locked total = new Locked(Locked.TOTAL, "", 0, 0, 0, 0);
    for (SmapsMapping mapping : mappings) {
      if (mapping.isLocked() || mapping.isHuge()) { // huge pages always stay in RAM
        Locked one = Locked.of(mapping);
        byFile.merge(new Key(one.file(), one.mode()), one, Locked::plus);
        total = total.plus(one);
      }
    }
    List<Locked> locked = new ArrayList<>(byFile.values());
    locked.sort(Comparator.comparingLong(Locked::lockedBytes).reversed());
    return new ProcessStatus(
        BuildVersion.version(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        pid,
        command,
        vmLck,
        locked,
        total);
  }
}
