package io.github.pagelock.provider.linux.jna;

import java.nio.ByteBuffer;

/**
 * The C library's calls that a page lock needs. Every call that can fail returns 0 or its errno, so
 * that no errno can be lost; addresses and sizes are in bytes.
 */
public interface LibC {
  /**
   * Locks pages and makes them resident.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">mlock(2)</a>
   */
  int mlock(long address, long byteCount);

  /**
   * Locks pages with flags.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param flags such as MLOCK_ONFAULT
   * @return 0 or errno; ENOSYS where neither the C library nor the kernel has it
   * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">mlock2(2)</a>
   */
  int mlock2(long address, long byteCount, int flags);

  /**
   * Unlocks pages.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">munlock(2)</a>
   */
  int munlock(long address, long byteCount);

  /**
   * Asks which pages are in RAM.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param residency a byte for each page, bit 0 set where it is resident; at least as long as the
   *     range has pages
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/mincore.2.html">mincore(2)</a>
   */
  int mincore(long address, long byteCount, byte[] residency);

  /**
   * Synchronizes a mapping with its file.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param flags such as MS_INVALIDATE
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a>
   */
  int msync(long address, long byteCount, int flags);

  /**
   * Asks for a resource limit.
   *
   * @param resource such as RLIMIT_MEMLOCK
   * @param softAndHard receives rlim_cur and rlim_max, as unsigned numbers
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
   */
  int getrlimit(int resource, long[] softAndHard);

  /**
   * Asks for a constant of the system.
   *
   * @param name such as _SC_PAGESIZE
   * @return the value, or -1
   * @see <a href="https://man7.org/linux/man-pages/man3/sysconf.3.html">sysconf(3)</a>
   */
  long sysconf(int name);

  /**
   * Advises the kernel about pages, or tells it to do something with them now.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param advice such as MADV_POPULATE_READ
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
   */
  int madvise(long address, long byteCount, int advice);

  /**
   * Opens a file for reading, closed on exec.
   *
   * @param path of the file
   * @return the descriptor, or -errno
   * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
   */
  int openForReading(String path);

  /**
   * Closes a descriptor.
   *
   * @param descriptor what was opened
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
   */
  int close(int descriptor);

  /**
   * Asks a device or file with a structure.
   *
   * @param descriptor an open file
   * @param request the question's number
   * @param structure the question, which becomes the answer
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
   */
  int ioctl(int descriptor, long request, byte[] structure);

  /**
   * Finds a direct buffer's memory.
   *
   * @param buffer a direct buffer
   * @return the address of its byte 0
   */
  long addressOf(ByteBuffer buffer);
}
