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

  /** No page makes a release ten times as slow, and the sleeps would be a sixth of it. */
  private static final long RELEASE_NANOS = 2_000_000;

  /**
   * Bytes in the target's time that only pages that are resident already come to; making 4 KiB
   * pages resident comes to 13 MiB in a millisecond at most.
   */
  private static final long QUICK = 20L << 20;

  private final long unit;
  private final long most;
  private final long targetNanos;
  private long size;

  private ChunkSizer(int pageSize, long most, long targetNanos) {
    this.unit = Math.max(pageSize, SMALLEST);
    this.most = Math.max(most / unit * unit, pageSize);
    this.targetNanos = targetNanos;
    this.size = Math.min(Math.max(FIRST, unit), this.most);
  }

  /**
   * Of calls that lock. Begins with chunks of a few megabytes.
   *
   * @param pageSize bytes; chunks are multiples of it
   * @param most bytes that a call may cover
   */
  public static ChunkSizer ofLocks(int pageSize, long most) {
    return new ChunkSizer(pageSize, most, TARGET_NANOS);
  }

  /** Of calls that release. */
  public static ChunkSizer ofReleases(int pageSize) {
    return new ChunkSizer(pageSize, LARGEST, RELEASE_NANOS);
  }

  /** Bytes that the next call should cover. */
  public long next() {
    return size;
  }

  /** Learns how long a call took; grows at most twofold, shrinks at once. */
  public void took(long bytes, long nanos) {
    double bytesInTarget = (double) bytes / Math.max(nanos, 1) * targetNanos;
    double reach = bytesInTarget < QUICK ? Math.min(bytesInTarget, LARGEST_UNTOUCHED) : LARGEST;
    long wanted = (long) Math.min(reach, 2.0 * size);
    // A last, short chunk says little about larger ones.
    if (wanted < size || bytes >= size) {
      size = Math.min(Math.max(unit, wanted / unit * unit), most);
    }
  }
}
