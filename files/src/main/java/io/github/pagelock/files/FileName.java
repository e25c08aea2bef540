package io.github.pagelock.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** A name as the kernel knows it: bytes, which need not be text in any encoding. */
final class FileName {
  private FileName() {}

  /** The kernel maps no others. */
  static Path requireOfSystem(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException(
          path + " is in a file system of a library's, not the system's");
    }
    return path;
  }

  static byte[] bytes(Path path) {
    String name = path.toString();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > '~') {
        return ofUri(path);
      }
    }
    return name.isEmpty() ? new byte[] {'.'} : name.getBytes(StandardCharsets.US_ASCII);
  }

  /** The JDK tells the bytes nowhere else: what it could not decode is lost in the text. */
  private static byte[] ofUri(Path path) {
    String escaped = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char next = escaped.charAt(i);
      if (next == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(next);
      }
    }
    return bytes.toByteArray();
  }
}
