package io.github.pagelock.posix;

import java.nio.ByteBuffer;

/**
 * The calls that every provider makes and that the C library of every Unix has. A call that can
 * fail returns 0 or its errno, so that no errno can be lost; addresses and sizes are in bytes. A
 * provider adds what its system has more.
 */
public interface Posix extends Mincore.Call {
  /**
   * Locks pages and makes them resident.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
   *     mlock</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">Linux mlock(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mlock">FreeBSD mlock(2)</a>
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
   * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">Linux munlock(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mlock">FreeBSD munlock(2)</a>
   */
  int munlock(long address, long byteCount);

  /**
   * Locks all pages of the process. An option of POSIX, and not everywhere.
   *
   * @param flags such as MCL_CURRENT, by this system's numbers; 0 is EINVAL wherever it exists
   * @return 0 or errno
   * @throws UnsatisfiedLinkError where it does not exist
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlockall.html">POSIX
   *     mlockall</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/mlockall.2.html">Linux mlockall(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mlockall">FreeBSD mlockall(2)</a>
   */
  int mlockall(int flags);

  /**
   * Unlocks all pages of the process, and locks none that are mapped later. An option of POSIX, and
   * not everywhere.
   *
   * @return 0 or errno
   * @throws UnsatisfiedLinkError where it does not exist
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlockall.html">POSIX
   *     munlockall</a>
   */
  int munlockall();

  /**
   * Asks which pages are in RAM. Not in POSIX, and not everywhere.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param residency a byte for each page, bit 0 set where it is resident; at least as long as the
   *     range has pages
   * @return 0 or errno
   * @throws UnsatisfiedLinkError where it does not exist
   * @see <a href="https://man7.org/linux/man-pages/man2/mincore.2.html">Linux mincore(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mincore">FreeBSD mincore(2)</a>
   */
  @Override
  int mincore(long address, long byteCount, byte[] residency);

  /**
   * Asks for a resource limit. On every 64-bit system rlim_t has 64 bits; {@link Rlimit} reads
   * them.
   *
   * @param resource such as RLIMIT_MEMLOCK, by this system's number
   * @param softAndHard receives rlim_cur and rlim_max
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
   *     getrlimit</a>
   */
  int getrlimit(int resource, long[] softAndHard);

  /**
   * Sets a resource limit.
   *
   * @param resource such as RLIMIT_MEMLOCK, by this system's number
   * @param softAndHard rlim_cur and rlim_max, as {@link #getrlimit} tells them
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
   *     setrlimit</a>
   */
  int setrlimit(int resource, long[] softAndHard);

  /**
   * Asks for the size of a page, without a number that differs from system to system as sysconf's
   * does.
   *
   * @return bytes
   * @see <a href="https://man7.org/linux/man-pages/man2/getpagesize.2.html">Linux
   *     getpagesize(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=getpagesize">FreeBSD getpagesize(3)</a>
   */
  int getpagesize();

  /**
   * Maps memory, or a file. off_t has 64 bits on every 64-bit system.
   *
   * @param address where, or 0: the system chooses
   * @param byteCount bytes
   * @param protection PROT_NONE, or PROT_READ and PROT_WRITE: the same numbers everywhere
   * @param flags such as MAP_PRIVATE, by this system's numbers
   * @param descriptor of a file, or -1 for none
   * @param offset of the first byte in the file
   * @return the address, or -errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mmap.html">POSIX
   *     mmap</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">Linux mmap(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mmap">FreeBSD mmap(2)</a>
   */
  long mmap(long address, long byteCount, int protection, int flags, int descriptor, long offset);

  /**
   * Unmaps pages. What is not mapped is no error.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/munmap.html">POSIX
   *     munmap</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">Linux munmap(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=munmap">FreeBSD munmap(2)</a>
   */
  int munmap(long address, long byteCount);

  /**
   * Allows or forbids access to pages.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param protection as for {@link #mmap}
   * @return 0 or errno; a part may be changed then
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mprotect.html">POSIX
   *     mprotect</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/mprotect.2.html">Linux mprotect(2)</a>
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=mprotect">FreeBSD mprotect(2)</a>
   */
  int mprotect(long address, long byteCount, int protection);

  /**
   * Closes a descriptor.
   *
   * @param descriptor what was opened
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/close.html">POSIX
   *     close</a>
   */
  int close(int descriptor);

  /**
   * Finds a direct buffer's memory.
   *
   * @param buffer a direct buffer
   * @return the address of its byte 0
   */
  long addressOf(ByteBuffer buffer);

  /**
   * Makes a buffer of memory, which it neither keeps nor frees. Its slices and duplicates, and
   * memory segments of them, keep it reachable.
   *
   * @param address of its byte 0
   * @param byteCount bytes
   * @return a direct buffer, big-endian, a new one each time
   */
  ByteBuffer bufferOf(long address, int byteCount);
}
