package io.github.pagelock.cli;

import io.github.pagelock.files.ResidentDirectoryBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether directories are followed, and how much may be locked. */
final class FollowOptions {
  @Option(
      names = "--follow",
      description =
          "Follow directories: lock files that come, unlock those that go, and what grows and"
              + " shrinks with it. Until Ctrl-C, or as long as --for says.")
  private boolean follow;

  @Option(
      names = "--budget",
      paramLabel = "SIZE[:WHO]",
      converter = BudgetOption.Converter.class,
      description =
          "Lock at most so much. WHO gives way, with --follow: refuse (the new file is not locked;"
              + " the default) or oldest (those that have been locked for the longest time are"
              + " unlocked for it).")
  private @Nullable BudgetOption budget;

  FollowOptions() {}

  /**
   * Refuses what does not go together.
   *
   * @throws ParameterException says what
   */
  void check(
      CommandLine command, FileOptions targets, List<ByteRange> ranges, EngineOptions engine) {
    if (!follow) {
      if (budget != null && budget.releasesOldest()) {
        throw new ParameterException(command, "a budget with :oldest needs --follow");
      }
      return;
    }
    List<Path> given = targets.given();
    Optional<Path> file = given.stream().filter(Files::isRegularFile).findFirst();
    String wrong = null;
    if (!ranges.isEmpty()) {
      wrong = "--follow locks whole files: leave --range out";
    } else if (engine.isGiven()) {
      wrong = "--follow locks on a thread of its own: leave --workers and --sync out";
    } else if (budget != null && given.size() > 1) {
      wrong = "a budget with --follow is for one directory";
    } else if (file.isPresent()) {
      wrong =
          "--follow follows directories, and "
              + Shown.name(file.get())
              + " is a file: name its directory, and the file with --include";
    }
    if (wrong != null) {
      throw new ParameterException(command, wrong);
    }
  }

  void applyTo(ResidentDirectoryBuilder builder) {
    if (budget != null) {
      builder.budget(budget.budget());
    }
  }

  boolean isFollowing() {
    return follow;
  }

  /** In whole pages. */
  long mostBytes() {
    return budget == null ? Long.MAX_VALUE : budget.byteCount();
  }

  @Nullable BudgetOption budget() {
    return budget;
  }
}
