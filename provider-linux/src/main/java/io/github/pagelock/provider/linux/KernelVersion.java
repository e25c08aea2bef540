package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;

/** Which Linux this is, by what uname says. */
final class KernelVersion {
  private KernelVersion() {}

  /** Such as 6.1.0-13-amd64; empty if it is not told. */
  static String release(ProcFs proc) {
    String told = proc.read("/proc/sys/kernel/osrelease");
    return told == null ? System.getProperty("os.version", "") : told.strip();
  }

  /**
   * Compares a release.
   *
   * @param release such as 6.1.0-13-amd64
   * @return false also if it is none
   */
  static boolean isAtLeast(String release, int major, int minor) {
    String[] numbers = release.split("[^0-9]", 3);
    try {
      int first = Integer.parseInt(numbers[0]);
      return first > major || (first == major && Integer.parseInt(numbers[1]) >= minor);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException unusual) {
      return false;
    }
  }
}
