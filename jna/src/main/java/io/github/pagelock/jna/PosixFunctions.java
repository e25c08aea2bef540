package io.github.pagelock.jna;

import com.sun.jna.Library;

/**
 * What {@link JnaPosix} calls, as the C library's headers declare it; size_t, ssize_t and pointers
 * have 64 bits, and nothing is variadic. Each returns -1 where it fails, and leaves errno.
 */
public interface PosixFunctions extends Library {
  /**
   * Locks pages: mlock(3p).
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or -1
   */
  int mlock(long address, long byteCount);

  /**
   * Unlocks pages: munlock(3p).
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or -1
   */
  int munlock(long address, long byteCount);

  /**
   * Asks for a resource limit: getrlimit(3p).
   *
   * @param resource by this system's number
   * @param softAndHard struct rlimit
   * @return 0 or -1
   */
  int getrlimit(int resource, long[] softAndHard);

  /**
   * Sets a resource limit: setrlimit(3p).
   *
   * @param resource by this system's number
   * @param softAndHard struct rlimit
   * @return 0 or -1
   */
  int setrlimit(int resource, long[] softAndHard);

  /**
   * Asks for the size of a page: getpagesize(2).
   *
   * @return bytes
   */
  int getpagesize();

  /**
   * Maps memory, or a file: mmap(3p).
   *
   * @param address where, or 0
   * @param byteCount bytes
   * @param protection such as PROT_READ
   * @param flags such as MAP_PRIVATE
   * @param descriptor an open file, or -1
   * @param offset of the first byte in the file
   * @return the address, or -1
   */
  long mmap(long address, long byteCount, int protection, int flags, int descriptor, long offset);

  /**
   * Unmaps pages: munmap(3p).
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or -1
   */
  int munmap(long address, long byteCount);

  /**
   * Allows or forbids access to pages: mprotect(3p).
   *
   * @param address the first page
   * @param byteCount bytes
   * @param protection such as PROT_READ
   * @return 0 or -1
   */
  int mprotect(long address, long byteCount, int protection);

  /**
   * Opens a pipe: pipe(3p).
   *
   * @param readAndWriteEnd receives the two descriptors
   * @return 0 or -1
   */
  int pipe(int[] readAndWriteEnd);

  /**
   * Writes from an address: write(3p).
   *
   * @param descriptor an open file
   * @param address where the bytes are
   * @param byteCount bytes
   * @return how many were written, or -1
   */
  long write(int descriptor, long address, long byteCount);

  /**
   * Reads into a buffer: read(3p).
   *
   * @param descriptor an open file
   * @param buffer receives the bytes
   * @param byteCount bytes
   * @return how many were read, or -1
   */
  long read(int descriptor, byte[] buffer, long byteCount);

  /**
   * Closes a descriptor: close(3p).
   *
   * @param descriptor what was opened
   * @return 0 or -1
   */
  int close(int descriptor);

  /** An option of POSIX, and not everywhere. */
  interface OfMlockall extends Library {
    /**
     * Locks all pages: mlockall(3p).
     *
     * @param flags such as MCL_CURRENT
     * @return 0 or -1
     */
    int mlockall(int flags);

    /**
     * Unlocks all pages: munlockall(3p).
     *
     * @return 0 or -1
     */
    int munlockall();
  }

  /** Not in POSIX, and not everywhere. */
  interface OfMincore extends Library {
    /**
     * Asks which pages are in RAM: mincore(2).
     *
     * @param address the first page
     * @param byteCount bytes
     * @param residency receives a byte for each page
     * @return 0 or -1
     */
    int mincore(long address, long byteCount, byte[] residency);
  }
}
