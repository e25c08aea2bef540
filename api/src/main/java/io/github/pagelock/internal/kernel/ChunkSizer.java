package io.github.pagelock.internal.kernel;

/**
 * Sizes chunks so that a kernel call takes about 1 ms: long enough to be quick, short enough that
 * nothing else in the process stands still (L12), even if the next chunk is ten times as slow, as
 * untouched memory of a virtual machine can be. Pages that are resident already go by larger
 * chunks, because there the sleeps in between are what costs. One for each request and kind of
 * call; not safe for use by several threads.
 */
public final class ChunkSizer {
  public static final long LARGEST = 32L << 20;

  /** The most for pages that may have to be made resident. */
  public static final long LARGEST_UNTOUCHED = 16L << 20;

  public static final long FIRST = 4L << 20;
  private static final long SMALLEST = 64L << 10;
  private static final long TARGET_NANOS = 1_000_000;

  /**
   * Bytes in {@link #TARGET_NANOS} that only pages that are resident already come to; making 4 KiB
   * pages resident comes to 13 MiB at most.
   */
  private static final long QUICK = 20L << 20;

  private final long unit;
  private final long most;
  private long size;

  /**
   * Begins with chunks of a few megabytes.
   *
   * @param pageSize bytes; chunks are multiples of it
   */
  public ChunkSizer(int pageSize) {
    this(pageSize, LARGEST);
  }

  /**
   * As above.
   *
   * @param most bytes that a call may cover
   */
  public ChunkSizer(int pageSize, long most) {
    this.unit = Math.max(pageSize, SMALLEST);
    this.most = Math.max(most / unit * unit, pageSize);
    this.size = Math.min(Math.max(FIRST, unit), this.most);
  }

  /** Bytes that the next call should cover. */
  public long next() {
    return size;
  }

  /** Learns how long a call took; grows at most twofold, shrinks at once. */
  public void took(long bytes, long nanos) {
    double bytesInTarget = (double) bytes / Math.max(nanos, 1) * TARGET_NANOS;
    double reach = bytesInTarget < QUICK ? Math.min(bytesInTarget, LARGEST_UNTOUCHED) : LARGEST;
    long wanted = (long) Math.min(reach, 2.0 * size);
    // A last, short chunk says little about larger ones.
    if (wanted < size || bytes >= size) {
      size = Math.min(Math.max(unit, wanted / unit * unit), most);
    }
  }
}
