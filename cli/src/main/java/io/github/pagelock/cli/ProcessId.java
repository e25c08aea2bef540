package io.github.pagelock.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The number of a process. */
final class ProcessId implements ITypeConverter<Long> {
  ProcessId() {}

  @Override
  public Long convert(String text) {
    if (text.matches("[0-9]{1,18}") && Long.parseLong(text) > 0) {
      return Long.parseLong(text);
    }
    throw new TypeConversionException(
        "'" + text + "' is not a process id: write a whole number above 0, as ps shows it");
  }

  static CliException none(long pid) {
    return new CliException(
        "there is no process " + pid + " (any more), or this user's /proc does not show it");
  }

  static CliException notLinux(String command) {
    return new CliException(
        "pagelock " + command + " reads /proc/PID/smaps and status, which only Linux has");
  }
}
