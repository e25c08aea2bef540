package io.github.pagelock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was measured on, without a name that would tell whose it is. */
final class Machine {
  private static final long KIB_PER_GIB = 1L << 20;

  private Machine() {}

  static String text() throws IOException {
    return field("/proc/cpuinfo", "model name", System.getProperty("os.arch"))
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + gibibytes(field("/proc/meminfo", "MemTotal", "0 kB"))
        + " GiB of memory, Linux "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + Runtime.version();
  }

  static long gibibytes(String kibibytes) {
    return Math.round((double) Long.parseLong(kibibytes.replace(" kB", "")) / KIB_PER_GIB);
  }

  private static String field(String file, String name, String otherwise) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }
}
