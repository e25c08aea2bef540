package io.github.pagelock.provider.fallback.jna;

import java.nio.ByteBuffer;

/**
 * The calls that the C library of every Unix has. Every call that can fail returns 0 or its errno,
 * so that no errno can be lost; addresses and sizes are in bytes.
 */
public interface LibC {
  /**
   * Locks pages and makes them resident.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
   *     mlock</a>
   */
  int mlock(long address, long byteCount);

  /**
   * Unlocks pages.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
   *     munlock</a>
   */
  int munlock(long address, long byteCount);

  /**
   * Whether this C library has mincore, which is not in POSIX.
   *
   * @return false where {@link #mincore} cannot be called
   */
  boolean hasMincore();

  /**
   * Asks which pages are in RAM.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param residency a byte for each page, bit 0 set where it is resident; at least as long as the
   *     range has pages
   * @return 0 or errno
   * @throws UnsatisfiedLinkError where it does not exist
   */
  int mincore(long address, long byteCount, byte[] residency);

  /**
   * Asks for a resource limit. On every 64-bit system rlim_t has 64 bits.
   *
   * @param resource such as RLIMIT_MEMLOCK, by this system's number
   * @param softAndHard receives rlim_cur and rlim_max
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
   *     getrlimit</a>
   */
  int getrlimit(int resource, long[] softAndHard);

  /**
   * Asks for the size of a page, without a number that differs from system to system as sysconf's
   * does.
   *
   * @return bytes
   */
  int getpagesize();

  /**
   * Opens a pipe.
   *
   * @param readAndWriteEnd receives the two descriptors
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/pipe.html">POSIX
   *     pipe</a>
   */
  int pipe(int[] readAndWriteEnd);

  /**
   * Writes one byte, which the kernel reads at an address.
   *
   * @param descriptor an open file
   * @param address where the byte is; EFAULT if it cannot be read
   * @return 0 or errno
   */
  int writeByte(int descriptor, long address);

  /**
   * Reads one byte and forgets it.
   *
   * @param descriptor an open file
   * @return 0 or errno
   */
  int readByte(int descriptor);

  /**
   * Closes a descriptor.
   *
   * @param descriptor what was opened
   * @return 0 or errno
   */
  int close(int descriptor);

  /**
   * Puts an error into words.
   *
   * @param errno this system's number
   * @return the system's own text, in its own language
   */
  String strerror(int errno);

  /**
   * Finds a direct buffer's memory.
   *
   * @param buffer a direct buffer
   * @return the address of its byte 0
   */
  long addressOf(ByteBuffer buffer);
}
