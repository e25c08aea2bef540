package io.github.pagelock.files;

/**
 * A part of a file.
 *
 * @param offset its first byte, counted from the beginning of the file
 * @param byteCount bytes
 */
public record FileRange(long offset, long byteCount) {
  /**
   * Checks the numbers.
   *
   * @param offset its first byte, counted from the beginning of the file
   * @param byteCount bytes
   * @throws IllegalArgumentException if one is negative, or their sum is more than a long can have
   */
  public FileRange {
    if (offset < 0 || byteCount < 0 || offset + byteCount < 0) {
      throw new IllegalArgumentException(
          "no part of a file: " + byteCount + " bytes from byte " + offset);
    }
  }

  static FileRange between(long offset, long end) {
    return new FileRange(offset, end - offset);
  }

  /**
   * The byte behind the last.
   *
   * @return bytes from the beginning of the file
   */
  public long end() {
    return offset + byteCount;
  }
}
