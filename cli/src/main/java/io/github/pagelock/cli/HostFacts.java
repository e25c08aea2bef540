package io.github.pagelock.cli;

import java.util.Optional;
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
    Optional<String> memory = files.ofSystem("proc/meminfo");
    return new HostFacts(
        memory.flatMap(text -> ProcFiles.bytes(text, "MemTotal")).orElse(null),
        memory.flatMap(text -> ProcFiles.bytes(text, "MemAvailable")).orElse(null),
        memory.flatMap(text -> ProcFiles.bytes(text, "SwapTotal")).orElse(null),
        files
            .ofSystem("proc/sys/vm/compact_unevictable_allowed")
            .map(value -> !value.equals("0"))
            .orElse(null),
        files
            .ofSystem("sys/kernel/mm/transparent_hugepage/enabled")
            .map(CHOSEN::matcher)
            .filter(Matcher::find)
            .map(matcher -> matcher.group(1))
            .orElse(null),
        files
            .ofSystem("proc/sys/vm/max_map_count")
            .filter(text -> text.matches("\\d{1,18}"))
            .map(Long::valueOf)
            .orElse(null));
  }
}
