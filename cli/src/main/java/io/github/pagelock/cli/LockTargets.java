package io.github.pagelock.cli;

import java.util.ArrayList;
import java.util.List;

/** The files to lock, and what was left out. */
final class LockTargets {
  private final Output output;
  private final FileOptions options;
  private final List<ByteRange> ranges;
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private FileCollector collector;

  /**
   * Looks at nothing yet.
   *
   * @param ranges which parts of each file; none for all of it
   */
  LockTargets(Output output, FileOptions options, List<ByteRange> ranges) {
    this.output = output;
    this.options = options;
    this.ranges = ranges;
    this.collector =
        new FileCollector(FileFilter.ALL, ranges, failure -> {}, this::skip); // finds nothing
  }

  /**
   * Finds the files.
   *
   * @throws CliException if a name that was given cannot be looked at, or nothing is left to lock
   */
  void collect() {
    collector =
        options.collect(
            ranges,
            failure -> {
              throw failure;
            },
            this::skip);
    if (files().isEmpty()) {
      throw nothing();
    }
    sayNotices();
  }

  /**
   * Finds the files anew, by a list that is read again.
   *
   * @throws CliException as {@link #collect()}; then it is as before
   */
  void collectAgain() {
    options.readAgain();
    FileCollector before = collector;
    List<String> unreadableBefore = List.copyOf(unreadable);
    unreadable.clear();
    try {
      collect();
    } catch (CliException e) {
      collector = before;
      unreadable.addAll(unreadableBefore);
      throw e;
    }
  }

  List<TargetFile> files() {
    return collector.files();
  }

  /** What was left out, each reason once. */
  void sayNotices() {
    for (String notice : notices()) {
      if (!said.contains(notice)) {
        said.add(notice);
        output.say(notice);
      }
    }
  }

  /** A file cannot be opened or mapped: skips it, unless it was named. */
  void failed(TargetFile file, CliException failure) {
    if (file.isNamed()) {
      throw failure;
    }
    if (!collector.isVanished(file, failure)) {
      skip(failure);
    }
  }

  private void skip(CliException failure) {
    String why = Errors.describe(failure);
    unreadable.add(why);
    output.complain("skipped " + why);
  }

  /** That nothing is left to lock. */
  CliException nothing() {
    return new CliException(
        "nothing to lock: "
            + (unreadable.isEmpty() ? collector.whyNone() : "no file could be read"));
  }

  /** What could not be read below a directory, and why. */
  List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  List<String> notices() {
    return collector.notices();
  }
}
