package io.github.pagelock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the names of files from a file or from standard input. */
final class FileList {
  private FileList() {}

  /**
   * Reads names.
   *
   * @param source a file's name, or {@code -} for standard input
   * @param separator ends each name: a line feed or NUL
   */
  static List<Path> read(String source, char separator, InputStream standardInput) {
    byte[] bytes;
    try {
      bytes =
          source.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(source));
    } catch (IOException e) {
      throw Errors.of(Path.of(source), e);
    }
    List<Path> paths = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == separator) {
        if (i > begin) {
          paths.add(path(ByteBuffer.wrap(bytes, begin, i - begin), source));
        }
        begin = i + 1;
      }
    }
    return paths;
  }

  private static Path path(ByteBuffer name, String source) {
    try {
      return Path.of(Terminal.NAMES.newDecoder().decode(name).toString());
    } catch (CharacterCodingException | InvalidPathException e) {
      throw new CliException(
          Shown.name(source)
              + ": a name in it is not text in "
              + Terminal.NAMES
              + ", which file names are written in here (the locale decides)",
          e);
    }
  }
}
