package io.github.pagelock.cli;

import io.github.pagelock.PageLockException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Says of files that could not be locked together which one is to blame, if one is. */
final class Refusal {
  private Refusal() {}

  static CliException of(PageLockException e, List<LockedFile> files) {
    Optional<LockedFile> culprit =
        files.size() == 1 ? Optional.of(files.get(0)) : culprit(e, files);
    return new CliException(
        culprit
            .map(file -> Shown.name(file.file().path()) + ": " + why(e, file))
            .orElseGet(() -> Text.files(files.size()) + " together: " + describe(e)),
        e);
  }

  /** Without the name of the file. */
  static String why(PageLockException e, LockedFile file) {
    return file.truncation().map(text -> text + ": ").orElse("") + describe(e);
  }

  private static String describe(PageLockException e) {
    return Errors.describe(e) + RaisedLimit.cure(e);
  }

  /** None where the kernel was not asked: a limit is exceeded by all of them together. */
  private static Optional<LockedFile> culprit(PageLockException e, List<LockedFile> files) {
    if (e.errno() == 0) {
      return Optional.empty();
    }
    Optional<Path> path = MappedPath.at(e.address());
    return files.stream()
        .filter(file -> path.isPresent() && isSame(file.file().path(), path.get()))
        .findFirst()
        .or(() -> files.stream().filter(file -> file.truncation().isPresent()).findFirst());
  }

  private static boolean isSame(Path file, Path mapped) {
    try {
      return file.toRealPath().equals(mapped);
    } catch (IOException gone) {
      return false;
    }
  }
}
