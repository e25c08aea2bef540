package io.github.pagelock.provider.linux;

/**
 * A line of /proc/self/maps.
 *
 * @param start the first byte
 * @param end the byte after the last
 * @param accessible false for PROT_NONE
 * @param offset where in the file it starts, in bytes
 * @param inode the file's number, 0 if there is none
 * @param name the file's path, a name in brackets, or empty
 */
record Mapping(long start, long end, boolean accessible, long offset, long inode, String name) {

  boolean isFile() {
    return inode != 0;
  }

  /** Memory that the kernel provides itself and that has no file, such as [vdso]. */
  boolean isSpecial() {
    return name.startsWith("[v");
  }
}
