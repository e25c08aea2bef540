package io.github.pagelock.provider.linux.proc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that the kernel makes up, below /proc and /sys; tests put a directory in their place. Paths
 * are absolute.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public class ProcFs {
  private static final int PIECE_BYTES = 8192;
  private static final int AT_ONCE = 1 << 16;

  private final Path root;

  /**
   * Reads below a directory.
   *
   * @param root the directory that holds proc and sys
   */
  public ProcFs(Path root) {
    this.root = root;
  }

  /**
   * The running system's.
   *
   * @return what the kernel tells now
   */
  public static ProcFs ofThisSystem() {
    return new ProcFs(Path.of("/"));
  }

  /**
   * Where a file is.
   *
   * @param path of the file
   * @return its place in the file system
   */
  public final Path file(String path) {
    return root.resolve(path.substring(1));
  }

  /**
   * Opens a file.
   *
   * @param path of the file
   * @return its bytes
   * @throws IOException if there is no such file or it may not be read
   */
  public InputStream open(String path) throws IOException {
    return new FileInputStream(file(path).toFile());
  }

  /**
   * Opens a file whose place matters.
   *
   * @param path of the file
   * @return the open file
   * @throws IOException if there is no such file or it may not be read
   */
  public RandomAccessFile openRandom(String path) throws IOException {
    return new RandomAccessFile(file(path).toFile(), "r");
  }

  /**
   * The whole text, whose names are in UTF-8.
   *
   * @param path of the file
   * @return the text
   * @throws NoSuchFileException if there is no such file
   * @throws AccessDeniedException if it may not be read
   * @throws IOException if it cannot be read
   */
  public String text(String path) throws IOException {
    // At once: the rest of a sysctl cannot be read later.
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file(path)), AT_ONCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The whole text, a character for each byte.
   *
   * @param path of the file
   * @return the text, or null if there is no such file or it may not be read
   */
  public @Nullable String read(String path) {
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

  /**
   * Whether there is such a file, directory or socket.
   *
   * @param path of the file
   * @return false also where that cannot be found out
   */
  public boolean exists(String path) {
    return Files.exists(file(path));
  }

  /**
   * What a directory holds.
   *
   * @param path of the directory
   * @return names; none if there is no such directory or it may not be read
   */
  public List<String> names(String path) {
    String[] names = file(path).toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  /**
   * A file that holds one number.
   *
   * @param path of the file
   * @return the number, or -1; {@code max} and what exceeds a long is Long.MAX_VALUE
   */
  public long number(String path) {
    String text = read(path);
    return text == null ? -1 : parse(text.strip());
  }

  /**
   * The number after a name at the beginning of a line.
   *
   * @param text of a file, or null
   * @param name with the colon, or whatever comes before white space and the number
   * @return the number, or -1
   */
  public static long field(@Nullable String text, String name) {
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

  /**
   * What follows a name at the beginning of a line.
   *
   * @param text of a file, or null
   * @param name with the colon
   * @return the rest of the line, stripped; empty if there is none
   */
  public static String line(@Nullable String text, String name) {
    int at = text == null ? -1 : indexOfLine(text, name);
    if (text == null || at < 0) {
      return "";
    }
    int end = text.indexOf('\n', at);
    return text.substring(at + name.length(), end < 0 ? text.length() : end).strip();
  }

  private static int indexOfLine(String text, String name) {
    if (text.startsWith(name)) {
      return 0;
    }
    int newline = text.indexOf("\n" + name);
    return newline < 0 ? -1 : newline + 1;
  }

  /** As {@link #number}. */
  static long parse(String number) {
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
