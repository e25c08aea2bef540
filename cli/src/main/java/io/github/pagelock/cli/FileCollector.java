package io.github.pagelock.cli;

import io.github.pagelock.cli.DirectoryWalk.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    NOT_WANTED("left out by --include"),
    ANOTHER_NAME("another name of a file that is there already"),
    OUTSIDE("shorter than the offset of --range"),
    VANISHED("removed before it could be opened");

    private final String reason;

    Skipped(String reason) {
      this.reason = reason;
    }
  }

  private static final class Skips {
    private final Path first;
    private int count;

    Skips(Path first) {
      this.first = first;
    }
  }

  private final FileFilter filter;
  private final List<ByteRange> ranges;
  private final Consumer<CliException> failed;
  private final Consumer<CliException> unreadable;
  private final Map<Object, TargetFile> files = new LinkedHashMap<>();
  private final Map<Skipped, Skips> skipped = new EnumMap<>(Skipped.class);
  private boolean excluded;

  /**
   * Collects nothing yet.
   *
   * @param ranges which parts of each file; none for all of it
   * @param failed what to do with a name that was given and cannot be looked at; it goes on unless
   *     this throws
   * @param unreadable what to do with one that was found below a directory
   */
  FileCollector(
      FileFilter filter,
      List<ByteRange> ranges,
      Consumer<CliException> failed,
      Consumer<CliException> unreadable) {
    this.filter = filter;
    this.ranges = ranges;
    this.failed = failed;
    this.unreadable = unreadable;
  }

  /** Adds a file, or what is below a directory. A symbolic link given here is followed. */
  void add(Path given) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(given, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        addBelow(given);
      } else if (attributes.isRegularFile()) {
        consider(new Found(given, given, attributes), true);
      } else if (BlockDevice.isOne(given)) {
        addDevice(given);
      } else {
        failed.accept(
            new CliException(
                Shown.name(given)
                    + ": neither a regular file, a block device nor a directory, so it cannot be"
                    + " mapped"));
      }
    } catch (IOException e) {
      failed.accept(
          e instanceof NoSuchFileException && Files.isSymbolicLink(given)
              ? new CliException(Shown.name(given) + ": the symbolic link leads to no file", e)
              : Errors.of(given, e));
    }
  }

  /** Only where it is named: below a directory nobody means all disks. */
  private void addDevice(Path device) throws IOException {
    long size = BlockDevice.size(device);
    List<ByteRange> parts = ByteRange.within(ranges, size);
    if (parts.isEmpty()) {
      skip(size == 0 ? Skipped.EMPTY : Skipped.OUTSIDE, device);
    } else {
      Path real = device.toRealPath();
      if (files.putIfAbsent(real, new TargetFile(device, size, parts, true)) != null) {
        skip(Skipped.ANOTHER_NAME, device);
      }
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
                    ? "skipped " + Shown.name(skips.first) + ": " + why.reason
                    : "skipped "
                        + skips.count
                        + " files, "
                        + Shown.name(skips.first)
                        + " the first: "
                        + why.reason));
    return lines;
  }

  /** Why there is nothing. */
  String whyNone() {
    List<String> notices = notices();
    if (!notices.isEmpty()) {
      return String.join("; ", notices);
    }
    return excluded ? "no file was found that --exclude leaves" : "no file was found";
  }

  private void addBelow(Path directory) {
    DirectoryWalk walk =
        new DirectoryWalk(
            directory,
            filter,
            (path, e) -> (path.equals(directory) ? failed : unreadable).accept(Errors.of(path, e)));
    walk.found().stream()
        .sorted(Comparator.comparing(Found::path))
        .forEach(file -> consider(file, false));
    excluded |= walk.hasExcluded();
  }

  /** Whether a file that was found, and now cannot be opened, is not there any more. */
  boolean isVanished(TargetFile file, CliException e) {
    boolean vanished = !file.isNamed() && e.getCause() instanceof NoSuchFileException;
    if (vanished) {
      skip(Skipped.VANISHED, file.path());
    }
    return vanished;
  }

  private void consider(Found file, boolean isNamed) {
    BasicFileAttributes attributes = file.attributes();
    if (attributes.isSymbolicLink()) {
      skip(Skipped.LINK, file.path());
    } else if (!attributes.isRegularFile()) {
      skip(Skipped.SPECIAL, file.path());
    } else if (!filter.enters(file.relative())) {
      excluded = true;
    } else if (!filter.wants(file.relative())) {
      skip(Skipped.NOT_WANTED, file.path());
    } else if (attributes.size() == 0) {
      skip(Skipped.EMPTY, file.path());
    } else if (attributes.size() > filter.maxFileSize()) {
      skip(Skipped.TOO_BIG, file.path());
    } else {
      take(file, ByteRange.within(ranges, attributes.size()), isNamed);
    }
  }

  private void take(Found file, List<ByteRange> parts, boolean isNamed) {
    if (parts.isEmpty()) {
      skip(Skipped.OUTSIDE, file.path());
      return;
    }
    Object identity = file.attributes().fileKey();
    TargetFile known =
        files.putIfAbsent(
            identity == null ? file.path().toAbsolutePath().normalize() : identity,
            new TargetFile(file.path(), file.attributes().size(), parts, isNamed));
    if (known != null && !known.path().equals(file.path())) {
      skip(Skipped.ANOTHER_NAME, file.path());
    }
  }

  private void skip(Skipped why, Path path) {
    skipped.computeIfAbsent(why, first -> new Skips(path)).count++;
  }
}
