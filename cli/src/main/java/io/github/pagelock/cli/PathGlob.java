package io.github.pagelock.cli;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Chooses files: a pattern without a slash is compared with the name, one with a slash with the
 * path below the directory that was given.
 */
final class PathGlob {
  private final String pattern;
  private final PathMatcher matcher;
  private final boolean wholePath;

  private PathGlob(String pattern, PathMatcher matcher, boolean wholePath) {
    this.pattern = pattern;
    this.matcher = matcher;
    this.wholePath = wholePath;
  }

  static PathGlob of(String pattern) {
    try {
      return new PathGlob(
          pattern,
          FileSystems.getDefault().getPathMatcher("glob:" + pattern),
          pattern.contains("/"));
    } catch (PatternSyntaxException e) {
      throw new TypeConversionException("'" + pattern + "' is not a glob: " + e.getDescription());
    }
  }

  String pattern() {
    return pattern;
  }

  boolean matches(Path relative) {
    Path name = relative.getFileName();
    return name != null && matcher.matches(wholePath ? relative : name);
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<PathGlob> {
    Converter() {}

    @Override
    public PathGlob convert(String text) {
      return of(text);
    }
  }
}
