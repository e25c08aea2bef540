package io.github.pagelock.files;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;

/**
 * Which files below a directory are meant.
 *
 * @param include empty for all
 */
record FileFilter(List<PathMatcher> include, List<PathMatcher> exclude, long largest) {
  /** A pattern without a slash is compared with the name, one with a slash with the path. */
  static PathMatcher matcher(String glob) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    if (glob.contains("/")) {
      return matcher;
    }
    return relative -> {
      Path name = relative.getFileName();
      return name != null && matcher.matches(name);
    };
  }

  /** Whether a directory is looked into, or a file considered. */
  boolean enters(Path relative) {
    return exclude.stream().noneMatch(matcher -> matcher.matches(relative));
  }

  boolean wants(Path relative, long byteCount) {
    return enters(relative)
        && byteCount <= largest
        && (include.isEmpty() || include.stream().anyMatch(each -> each.matches(relative)));
  }
}
