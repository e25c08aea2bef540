package io.github.pagelock.spi;

import java.util.Objects;

/**
 * What the kernel says of a file. Immutable.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
public final class FileStatus {
  /** What a name may stand for. More may be added: a switch needs a default. */
  public enum Kind {
    /** A file with bytes. */
    REGULAR,
    /** A disk or a part of one; its size is told of an open one alone. */
    BLOCK_DEVICE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link that was not followed. */
    LINK,
    /** A pipe, a socket, a terminal and the like: nothing that can be mapped. */
    OTHER
  }

  private final Kind kind;
  private final long device;
  private final long inode;
  private final long byteCount;
  private final long allocatedBytes;
  private final long blockBytes;
  private final long changedNanos;

  private FileStatus(
      Kind kind,
      long device,
      long inode,
      long byteCount,
      long allocatedBytes,
      long blockBytes,
      long changedNanos) {
    this.kind = kind;
    this.device = device;
    this.inode = inode;
    this.byteCount = byteCount;
    this.allocatedBytes = allocatedBytes;
    this.blockBytes = blockBytes;
    this.changedNanos = changedNanos;
  }

  /**
   * Tells what has to be known of any file.
   *
   * @param kind what it is
   * @param device the file system that it is on; comparable with those of this process alone
   * @param inode its number there
   * @param byteCount its size in bytes; 0 for what has none
   * @return a file without holes, of which nothing else is known
   */
  public static FileStatus of(Kind kind, long device, long inode, long byteCount) {
    return new FileStatus(
        Objects.requireNonNull(kind, "kind"), device, inode, byteCount, byteCount, 0, 0);
  }

  /**
   * Tells how much of it there is.
   *
   * @param bytes that the file system has for it: less than its size where it has holes
   * @param blockSize what the file system reads and writes at once, in bytes; on hugetlbfs the size
   *     of its pages
   * @return a copy
   */
  public FileStatus withBlocks(long bytes, long blockSize) {
    return new FileStatus(kind, device, inode, byteCount, bytes, blockSize, changedNanos);
  }

  /**
   * Tells when its bytes, size, names or rights were changed last.
   *
   * @param nanos since 1970, by the system's clock, which ticks some hundred times a second
   * @return a copy
   */
  public FileStatus withChange(long nanos) {
    return new FileStatus(kind, device, inode, byteCount, allocatedBytes, blockBytes, nanos);
  }

  /**
   * What the name stands for.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The file system that it is on.
   *
   * @return a number, comparable with those of this process alone
   */
  public long device() {
    return device;
  }

  /**
   * Its number there.
   *
   * @return no other file has this and the device as long as it exists, or is mapped
   */
  public long inode() {
    return inode;
  }

  /**
   * Its size.
   *
   * @return bytes
   */
  public long byteCount() {
    return byteCount;
  }

  /**
   * What the file system has for it.
   *
   * @return bytes, less than its size where it has holes; its size where that is not known
   */
  public long allocatedBytes() {
    return allocatedBytes;
  }

  /**
   * What the file system reads and writes at once; on hugetlbfs the size of its pages.
   *
   * @return bytes; 0 if it is not known
   */
  public long blockBytes() {
    return blockBytes;
  }

  /**
   * When its bytes, size, names or rights were changed last.
   *
   * @return nanoseconds since 1970, by the system's clock; 0 if it is not known
   */
  public long changedNanos() {
    return changedNanos;
  }

  @Override
  public String toString() {
    return kind + " " + device + ":" + inode + " of " + byteCount + " bytes";
  }
}
