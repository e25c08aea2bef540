package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds the files to map, each of them once, however many names it has. */
final class FileCollector {
  private enum Skipped {
    EMPTY("empty"),
    LINK("a symbolic link below a directory"),
    SPECIAL("neither a file nor a directory"),
    TOO_BIG("above --max-file-size"),
    NOT_WANTED("left out by --include or --exclude"),
    ANOTHER_NAME("another name of a file that is there already"),
    OUTSIDE("shorter than the offset of --range");

    private final String reason;

    Skipped(String reason) {
      this.reason = reason;
    }
  }

  private record Found(Path path, Path relative, BasicFileAttributes attributes) {}

  private static final class Skips {
    private final Path first;
    private int count;

    Skips(Path first) {
      this.first = first;
    }
  }

  private final FileFilter filter;
  private final ByteRange range;
  private final Consumer<CliException> failed;
  private final Map<Object, TargetFile> files = new LinkedHashMap<>();
  private final Map<Skipped, Skips> skipped = new EnumMap<>(Skipped.class);

  /**
   * Collects nothing yet.
   *
   * @param failed what to do with a name that cannot be looked at; it goes on unless this throws
   */
  FileCollector(FileFilter filter, ByteRange range, Consumer<CliException> failed) {
    this.filter = filter;
    this.range = range;
    this.failed = failed;
  }

  /** Adds a file, or what is below a directory. A symbolic link given here is followed. */
  void add(Path given) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(given, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        addBelow(given);
      } else if (attributes.isRegularFile()) {
        consider(new Found(given, given, attributes));
      } else {
        failed.accept(
            new CliException(
                given + ": neither a regular file nor a directory, so it cannot be mapped"));
      }
    } catch (IOException e) {
      failed.accept(
          Files.isSymbolicLink(given)
              ? new CliException(given + ": the symbolic link leads to no file", e)
              : Errors.of(given, e));
    }
  }

  List<TargetFile> files() {
    return List.copyOf(files.values());
  }

  /** What was left out and why, a line for each reason. */
  List<String> notices() {
    List<String> lines = new ArrayList<>();
    skipped.forEach(
        (why, skips) ->
            lines.add(
                skips.count == 1
                    ? "skipped " + skips.first + ": " + why.reason
                    : "skipped "
                        + skips.count
                        + " files, "
                        + skips.first
                        + " the first: "
                        + why.reason));
    return lines;
  }

  /** Why there is nothing. */
  String whyNone() {
    List<String> notices = notices();
    return notices.isEmpty() ? "no file was found" : String.join("; ", notices);
  }

  private void addBelow(Path directory) throws IOException {
    List<Found> found = new ArrayList<>();
    Files.walkFileTree(directory, new Walk(directory, found));
    found.sort(Comparator.comparing(Found::path));
    found.forEach(this::consider);
  }

  private void consider(Found file) {
    BasicFileAttributes attributes = file.attributes();
    if (attributes.isSymbolicLink()) {
      skip(Skipped.LINK, file.path());
    } else if (!attributes.isRegularFile()) {
      skip(Skipped.SPECIAL, file.path());
    } else if (!filter.wants(file.relative())) {
      skip(Skipped.NOT_WANTED, file.path());
    } else if (attributes.size() == 0) {
      skip(Skipped.EMPTY, file.path());
    } else if (attributes.size() > filter.maxFileSize()) {
      skip(Skipped.TOO_BIG, file.path());
    } else if (range.within(attributes.size()).length() == 0) {
      skip(Skipped.OUTSIDE, file.path());
    } else {
      Object identity = attributes.fileKey();
      TargetFile known =
          files.putIfAbsent(
              identity == null ? file.path().toAbsolutePath().normalize() : identity,
              new TargetFile(file.path(), attributes.size(), range.within(attributes.size())));
      if (known != null && !known.path().equals(file.path())) {
        skip(Skipped.ANOTHER_NAME, file.path());
      }
    }
  }

  private void skip(Skipped why, Path path) {
    skipped.computeIfAbsent(why, first -> new Skips(path)).count++;
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final Path top;
    private final List<Found> found;

    Walk(Path top, List<Found> found) {
      this.top = top;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.equals(top) || filter.enters(top.relativize(directory))
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      found.add(new Found(file, top.relativize(file), attributes));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        return FileVisitResult.CONTINUE; // removed while we walked
      }
      failed.accept(Errors.of(file, e));
      return FileVisitResult.CONTINUE;
    }
  }
}
