package io.github.pagelock.posix;

/**
 * Makes pages resident by writing a byte of each to a pipe: the kernel reads it, and where it
 * cannot the call fails, instead of the signal that a reader gets. For systems whose madvise does
 * not make pages resident.
 */
public final class PipeReading {
  /** Each may have waited for a disk that does not answer. */
  private static final int FAILURES_IN_A_CHUNK = 16;

  /** The C library's calls; each returns 0 or errno. */
  public interface Calls {
    /**
     * Opens a pipe.
     *
     * @param readAndWriteEnd receives the two descriptors
     * @return 0 or errno
     */
    int pipe(int[] readAndWriteEnd);

    /**
     * Writes one byte.
     *
     * @param descriptor the write end
     * @param address where the byte is
     * @return 0 or errno: EFAULT if it cannot be read
     */
    int writeByte(int descriptor, long address);

    /**
     * Reads one byte and forgets it.
     *
     * @param descriptor the read end
     * @return 0 or errno
     */
    int readByte(int descriptor);

    /**
     * Closes a descriptor.
     *
     * @param descriptor an end
     * @return 0 or errno
     */
    int close(int descriptor);
  }

  private final Calls calls;
  private final int pageSize;

  /**
   * Reads by calls.
   *
   * @param calls the C library's
   * @param pageSize bytes
   */
  public PipeReading(Calls calls, int pageSize) {
    this.calls = calls;
    this.pageSize = pageSize;
  }

  /**
   * Makes pages resident; passes over those that cannot be read, and gives up after some.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size
   * @return false if there is no descriptor left for a pipe
   */
  public boolean pages(long address, long byteCount) {
    int[] ends = new int[2];
    if (calls.pipe(ends) != 0) {
      return false;
    }
    int failures = 0;
    for (long at = address;
        at < address + byteCount && failures < FAILURES_IN_A_CHUNK;
        at += pageSize) {
      if (calls.writeByte(ends[1], at) != 0) {
        failures++;
      } else if (calls.readByte(ends[0]) != 0) {
        break;
      }
    }
    calls.close(ends[0]);
    calls.close(ends[1]);
    return true;
  }
}
