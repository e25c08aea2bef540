package io.github.pagelock.provider.linux.proc;

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
public record Mapping(
    long start, long end, String permissions, long offset, long inode, String name) {

  /** mm/secretmem.c: the name of the file behind it; " (deleted)" follows. */
  static final String SECRET = "/secretmem";

  /**
   * Whether anything at all may be done with it.
   *
   * @return false for PROT_NONE
   */
  public boolean accessible() {
    return !permissions.startsWith("---");
  }

  /**
   * Whether it may be read.
   *
   * @return true for PROT_READ
   */
  public boolean isReadable() {
    return permissions.charAt(0) == 'r';
  }

  /**
   * Whether locking a page here breaks copy-on-write, as POSIX demands.
   *
   * @return true for a private mapping that may be written
   */
  public boolean isPrivateWritable() {
    return permissions.charAt(1) == 'w' && permissions.charAt(3) == 'p';
  }

  /**
   * Whether it is of a file.
   *
   * @return false for anonymous memory
   */
  public boolean isFile() {
    return inode != 0;
  }

  /**
   * Whether it is memory of memfd_secret: locked from its first touch on, whether anybody locks it
   * or not.
   *
   * @return true if the kernel names it so
   */
  public boolean isSecret() {
    return isFile() && name.startsWith(SECRET);
  }

  /**
   * Where in the file an address of this mapping lies.
   *
   * @param address in the mapping
   * @return bytes
   */
  public long offsetOf(long address) {
    return offset + address - start;
  }

  /**
   * Whether it is memory that the kernel provides itself and that has no file, such as [vdso].
   *
   * @return true for these
   */
  public boolean isSpecial() {
    return name.startsWith("[v");
  }
}
