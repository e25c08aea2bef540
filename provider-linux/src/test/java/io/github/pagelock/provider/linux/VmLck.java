package io.github.pagelock.provider.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An oracle: how much the kernel says this process has locked. Uses no code under test. */
public final class VmLck {
  private VmLck() {}

  /** VmLck of /proc/self/status, in bytes. */
  public static long bytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmLck:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no VmLck in /proc/self/status");
  }
}
