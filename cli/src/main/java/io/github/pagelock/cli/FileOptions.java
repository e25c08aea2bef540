package io.github.pagelock.cli;

import io.github.pagelock.files.ResidentDirectoryBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which files a command is about. */
final class FileOptions {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "FILE|DIR",
      arity = "0..*",
      description = "A file, or a directory with all the files below it.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      converter = PathGlob.Converter.class,
      description =
          "Take only files that match: *.idx by name, or, with a slash, **/index/* by the path"
              + " below the directory that was given. Repeatable.")
  private List<PathGlob> include = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      converter = PathGlob.Converter.class,
      description =
          "Leave out files and whole directories that match, without looking at them. Repeatable.")
  private List<PathGlob> exclude = new ArrayList<>();

  @Option(
      names = "--max-file-size",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "Leave out files bigger than this, such as 4k or 1.5G.")
  private Long maxFileSize = Long.MAX_VALUE;

  @Option(
      names = {"--files-from", "--batch"},
      paramLabel = "FILE",
      description =
          "Read names of files and directories from FILE (- is standard input), one a line.")
  private @Nullable String filesFrom;

  @Option(names = "-0", description = "The names of --files-from end with NUL instead of a line.")
  private boolean nul;

  /** Read once: standard input can be no second time. */
  private @Nullable List<Path> named;

  FileOptions() {}

  /** Chooses files below a directory that is followed. */
  void applyTo(ResidentDirectoryBuilder builder) {
    include.forEach(glob -> builder.include(glob.pattern()));
    exclude.forEach(glob -> builder.exclude(glob.pattern()));
    builder.largestFile(maxFileSize);
  }

  /**
   * Finds the files.
   *
   * @param failed takes what was named and cannot be looked at
   * @param unreadable takes what was found below a directory and cannot be looked at
   */
  FileCollector collect(
      List<ByteRange> ranges, Consumer<CliException> failed, Consumer<CliException> unreadable) {
    FileCollector collector =
        new FileCollector(
            new FileFilter(include, exclude, maxFileSize), ranges, failed, unreadable);
    given().forEach(collector::add);
    return collector;
  }

  /** What was named, without looking at it. */
  List<Path> given() {
    if (named == null) {
      named = List.copyOf(read());
    }
    return named;
  }

  /** Has the list of files read again; standard input cannot be. */
  void readAgain() {
    if (!"-".equals(filesFrom)) {
      named = null;
    }
  }

  private List<Path> read() {
    List<Path> given = new ArrayList<>(paths);
    if (filesFrom != null) {
      given.addAll(FileList.read(filesFrom, nul ? '\0' : '\n', System.in));
    } else if (nul) {
      throw new ParameterException(command.commandLine(), "-0 needs --files-from");
    } else if (paths.isEmpty()) {
      throw new ParameterException(command.commandLine(), "name a file or a directory");
    }
    return given;
  }
}
