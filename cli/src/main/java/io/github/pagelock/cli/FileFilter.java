package io.github.pagelock.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * Which files the user wants.
 *
 * @param include at least one has to match, unless there is none
 * @param exclude none may match; a directory that one matches is not entered
 * @param maxFileSize bytes
 */
record FileFilter(List<PathGlob> include, List<PathGlob> exclude, long maxFileSize) {
  static final FileFilter ALL = new FileFilter(List.of(), List.of(), Long.MAX_VALUE);

  boolean enters(Path relative) {
    return exclude.isEmpty() || exclude.stream().noneMatch(glob -> glob.matches(relative));
  }

  boolean wants(Path relative) {
    return enters(relative)
        && (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(relative)));
  }
}
