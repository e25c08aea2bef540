package io.github.pagelock.spi;

import io.github.pagelock.PageLockException;
import java.io.IOException;

/**
 * Maps files, for who keeps them resident. The JDK can do so too, but not more than 2 GiB at once,
 * not without an object for the collector to unmap it by, and it does not tell where a file has
 * holes.
 *
 * <p>Used by several threads at once. A name is the bytes that the kernel knows it by, without a
 * zero at the end. Offsets and byte counts are bytes. A call that throws has done nothing.
 */
public interface FileMapper {
  /**
   * Asks about a name.
   *
   * @param name of the file
   * @param follow whether the file that a symbolic link leads to is meant, or the link
   * @return what it is now
   * @throws java.nio.file.NoSuchFileException if there is no such name (ENOENT, ENOTDIR)
   * @throws java.nio.file.AccessDeniedException if it may not be asked (EACCES, EPERM)
   * @throws IOException if it cannot be asked; the message has errno by name
   */
  FileStatus status(byte[] name, boolean follow) throws IOException;

  /**
   * Opens a file for reading. Never waits for what a pipe or a device waits for.
   *
   * @param name of the file
   * @return a descriptor, to be closed by {@link #close}
   * @throws java.nio.file.NoSuchFileException if there is no such name (ENOENT, ENOTDIR)
   * @throws java.nio.file.AccessDeniedException if it may not be read (EACCES, EPERM)
   * @throws IOException if it cannot be opened; the message has errno by name
   */
  int open(byte[] name) throws IOException;

  /**
   * Asks about an open file. Of a block device it tells the size too.
   *
   * @param file from {@link #open}
   * @return what it is now
   * @throws IOException if it cannot be asked
   */
  FileStatus status(int file) throws IOException;

  /**
   * Looks for data.
   *
   * @param file from {@link #open}
   * @param offset bytes from the beginning of the file
   * @return the first byte, not before the offset, that is in no hole; -1 if there is none; the
   *     offset itself where the file system does not tell
   * @throws IOException if it cannot be asked
   */
  long nextData(int file, long offset) throws IOException;

  /**
   * Looks for a hole.
   *
   * @param file from {@link #open}
   * @param offset of a byte that is in none
   * @return the first byte behind it that is in a hole, or the end of the file
   * @throws IOException if it cannot be asked
   */
  long nextHole(int file, long offset) throws IOException;

  /**
   * Maps a part of a file, shared with everybody else who maps or reads it, for reading.
   *
   * @param file from {@link #open}; it may be closed afterwards
   * @param offset a multiple of the page size (on hugetlbfs of its pages)
   * @param byteCount bytes, at least 1
   * @return the address of the first byte
   * @throws IOException if this file cannot be mapped, with the reason
   * @throws PageLockException LIMIT_EXCEEDED if there may be no more mappings, or no more address
   *     space; OTHER
   */
  long map(int file, long offset, long byteCount) throws IOException;

  /**
   * Unmaps what {@link #map} gave, all of it.
   *
   * @param address what it returned
   * @param byteCount what it was given
   * @throws PageLockException OTHER
   */
  void unmap(long address, long byteCount);

  /**
   * Asks the kernel to drop pages of a file from its cache. Those that are in use (mapped and
   * touched, locked) or not written back yet stay, and pages that the kernel keeps in one piece
   * with them.
   *
   * @param file from {@link #open}
   * @param offset bytes from the beginning of the file
   * @param byteCount bytes; a page of which a part is meant may stay
   * @throws IOException if the kernel refuses
   * @throws PageLockException UNSUPPORTED unless the provider has it
   */
  default void dropCache(int file, long offset, long byteCount) throws IOException {
    throw LockFailure.of(PageLockException.Reason.UNSUPPORTED, "dropCache", offset, byteCount)
        .because("the provider cannot drop pages from the kernel's cache")
        .build();
  }

  /**
   * Closes a file.
   *
   * @param file from {@link #open}
   */
  void close(int file);
}
