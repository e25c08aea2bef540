package io.github.pagelock.cli;

import io.github.pagelock.provider.linux.proc.ProcFs;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of the machine matters to locked memory and is no business of a lock. Null where the system
 * does not tell.
 *
 * @param memoryBytes RAM
 * @param availableBytes what can be had without swapping (MemAvailable)
 * @param swapBytes swap space; 0 is none
 * @param compactsLockedPages whether the kernel may move locked pages
 *     (vm.compact_unevictable_allowed)
 * @param transparentHugePages always, madvise or never
 * @param maxMappings that a process may have (vm.max_map_count)
 * @see <a href="https://docs.kernel.org/admin-guide/sysctl/vm.html">vm sysctls</a>
 */
record HostFacts(
    @Nullable Long memoryBytes,
    @Nullable Long availableBytes,
    @Nullable Long swapBytes,
    @Nullable Boolean compactsLockedPages,
    @Nullable String transparentHugePages,
    @Nullable Long maxMappings) {
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  static HostFacts of(ProcFiles files) {
    ProcFs proc = files.system();
    String memory = proc.read("/proc/meminfo");
    long compact = proc.number("/proc/sys/vm/compact_unevictable_allowed");
    String hugePages = proc.read("/sys/kernel/mm/transparent_hugepage/enabled");
    Matcher chosen = CHOSEN.matcher(hugePages == null ? "" : hugePages);
    return new HostFacts(
        kib(ProcFs.field(memory, "MemTotal:")),
        kib(ProcFs.field(memory, "MemAvailable:")),
        kib(ProcFs.field(memory, "SwapTotal:")),
        compact < 0 ? null : compact != 0,
        chosen.find() ? chosen.group(1) : null,
        told(proc.number("/proc/sys/vm/max_map_count")));
  }

  private static @Nullable Long kib(long number) {
    return told(number < 0 ? number : number << 10);
  }

  private static @Nullable Long told(long number) {
    return number < 0 ? null : Long.valueOf(number);
  }
}
