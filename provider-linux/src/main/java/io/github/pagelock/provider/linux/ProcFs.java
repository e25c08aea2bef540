package io.github.pagelock.provider.linux;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that the kernel makes up, below /proc and /sys; tests put a directory in their place. */
final class ProcFs {
  private static final int PIECE_BYTES = 8192;

  private final Path root;

  ProcFs(Path root) {
    this.root = root;
  }

  static ProcFs ofThisSystem() {
    return new ProcFs(Path.of("/"));
  }

  /** Opens a file, given its absolute path. */
  InputStream open(String path) throws IOException {
    return new FileInputStream(root.resolve(path.substring(1)).toFile());
  }

  /** The whole text, or null if there is no such file or it may not be read. */
  @Nullable String read(String path) {
    // In big pieces: files below /proc/sys give the second of two small reads nothing.
    byte[] piece = new byte[PIECE_BYTES];
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (InputStream in = open(path)) {
      for (int n = in.read(piece); n > 0; n = in.read(piece)) {
        text.write(piece, 0, n);
      }
      return text.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException notTold) {
      return null;
    }
  }

  /** A file that holds one number, or -1; {@code max} and what exceeds a long is Long.MAX_VALUE. */
  long number(String path) {
    String text = read(path);
    return text == null ? -1 : parse(text.strip());
  }

  /** The number after a name at the beginning of a line, or -1. */
  static long field(@Nullable String text, String name) {
    int at = text == null ? -1 : indexOfLine(text, name);
    if (text == null || at < 0) {
      return -1;
    }
    int from = at + name.length();
    while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
      from++;
    }
    int to = from;
    while (to < text.length() && Character.digit(text.charAt(to), 10) >= 0) {
      to++;
    }
    return to == from ? -1 : parse(text.substring(from, to));
  }

  private static int indexOfLine(String text, String name) {
    if (text.startsWith(name)) {
      return 0;
    }
    int newline = text.indexOf("\n" + name);
    return newline < 0 ? -1 : newline + 1;
  }

  private static long parse(String number) {
    if (number.equals("max")) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException tooBigOrNone) {
      boolean digits = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
      return digits ? Long.MAX_VALUE : -1;
    }
  }
}
