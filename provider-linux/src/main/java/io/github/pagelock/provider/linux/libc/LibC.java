package io.github.pagelock.provider.linux.libc;

import io.github.pagelock.posix.Posix;

/**
 * What Linux's C library has beyond {@link Posix}, as far as a page lock needs it. Every call that
 * can fail returns 0 or its errno, so that no errno can be lost; addresses and sizes are in bytes.
 */
public interface LibC extends Posix {
  /** asm-generic/fcntl.h: closed on exec; O_RDONLY is 0. */
  int O_CLOEXEC = 0x80000;

  /** asm-generic/fcntl.h: to open a pipe or a device waits for nobody. */
  int O_NONBLOCK = 0x800;

  /** linux/fcntl.h: a name is one below the working directory. */
  int AT_FDCWD = -100;

  /** linux/fcntl.h: of a symbolic link, the link itself. */
  int AT_SYMLINK_NOFOLLOW = 0x100;

  /** linux/fcntl.h: without a name the descriptor itself is meant. */
  int AT_EMPTY_PATH = 0x1000;

  /** asm-generic/unistd.h; the same wherever Linux counts its calls as others do. */
  long SYS_MEMFD_SECRET = 447;

  /** linux/mman.h: MREMAP_MAYMOVE | MREMAP_FIXED. */
  int MREMAP_TO = 1 | 2;

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
   * Asks about the file system of a file.
   *
   * @param path of the file
   * @param statistics receives struct statfs, which has 15 words: f_type, f_bsize, f_blocks,
   *     f_bfree, f_bavail and more
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">statfs(2)</a>
   */
  int statfs(String path, long[] statistics);

  /**
   * Opens a file for reading, closed on exec.
   *
   * @param path of the file
   * @return the descriptor, or -errno
   * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
   */
  int openForReading(String path);

  /**
   * Opens a file for reading, closed on exec, without waiting.
   *
   * @param name the bytes of its name, and a zero
   * @return the descriptor, or -errno
   * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
   */
  int openForReading(byte[] name);

  /**
   * Asks about a file.
   *
   * @param descriptor of a directory, or AT_FDCWD, or, with AT_EMPTY_PATH, of the file
   * @param name the bytes of its name, and a zero
   * @param flags such as AT_SYMLINK_NOFOLLOW
   * @param mask what is asked for, such as STATX_BASIC_STATS
   * @param structure receives struct statx, 256 bytes, which is the same on all processors
   * @return 0 or errno; ENOSYS where neither the C library nor the kernel has it
   * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
   */
  int statx(int descriptor, byte[] name, int flags, int mask, byte[] structure);

  /**
   * Moves the offset of an open file, or looks for data or a hole.
   *
   * @param descriptor an open file
   * @param offset bytes
   * @param whence such as SEEK_DATA
   * @return the offset, or -errno
   * @see <a href="https://man7.org/linux/man-pages/man2/lseek.2.html">lseek(2)</a>
   */
  long lseek(int descriptor, long offset, int whence);

  /**
   * Tells the kernel how an open file is going to be used.
   *
   * @param descriptor an open file
   * @param offset bytes
   * @param byteCount bytes
   * @param advice such as POSIX_FADV_DONTNEED
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/posix_fadvise.2.html">posix_fadvise(2)</a>
   */
  int posixFadvise(int descriptor, long offset, long byteCount, int advice);

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
   * Moves a mapping to where something else is mapped, in one step: that is gone then, and nobody
   * else's mapping can come in between. The flags are MREMAP_MAYMOVE and MREMAP_FIXED.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param to where it goes
   * @return 0 or errno
   * @see <a href="https://man7.org/linux/man-pages/man2/mremap.2.html">mremap(2)</a>
   */
  int mremap(long address, long byteCount, long to);

  /**
   * Gives a file a size.
   *
   * @param descriptor an open file
   * @param byteCount bytes
   * @return 0 or errno
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/ftruncate.html">POSIX
   *     ftruncate</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/ftruncate.2.html">ftruncate(2)</a>
   */
  int ftruncate(int descriptor, long byteCount);

  /**
   * Makes a file of secret memory, closed on exec, of size 0.
   *
   * @return the descriptor, or -errno; -ENOSYS where the kernel has no such memory
   * @see <a href="https://man7.org/linux/man-pages/man2/memfd_secret.2.html">memfd_secret(2)</a>
   */
  int memfdSecret();
}
