package io.github.pagelock.provider.linux;

/**
 * A line of /proc/self/maps.
 *
 * @param start the first byte
 * @param end the byte after the last
 * @param permissions such as rw-p: reading, writing, executing, and p for private or s for shared
 * @param offset where in the file it starts, in bytes
 * @param inode the file's number, 0 if there is none
 * @param name the file's path, a name in brackets, or empty
 */
record Mapping(long start, long end, String permissions, long offset, long inode, String name) {

  /** False for PROT_NONE. */
  boolean accessible() {
    return !permissions.startsWith("---");
  }

  boolean isReadable() {
    return permissions.charAt(0) == 'r';
  }

  /** Whether locking a page here breaks copy-on-write, as POSIX demands. */
  boolean isPrivateWritable() {
    return permissions.charAt(1) == 'w' && permissions.charAt(3) == 'p';
  }

  boolean isFile() {
    return inode != 0;
  }

  /** Memory that the kernel provides itself and that has no file, such as [vdso]. */
  boolean isSpecial() {
    return name.startsWith("[v");
  }
}
