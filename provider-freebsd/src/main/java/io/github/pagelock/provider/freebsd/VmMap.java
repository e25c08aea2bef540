package io.github.pagelock.provider.freebsd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The mappings of this process, sorted by address, at one moment; sums from the left answer for any
 * range in logarithmic time. Made of struct kinfo_vmentry of sys/user.h, records of varying size.
 */
final class VmMap {
  static final int KVE_STRUCTSIZE = 0;
  static final int KVE_START = 8;
  static final int KVE_END = 16;
  static final int KVE_FLAGS = 44;
  static final int KVE_PROTECTION = 56;

  /** What is read of a record. */
  private static final int LEAST_BYTES = KVE_PROTECTION + Integer.BYTES;

  /** sys/user.h: MADV_NOCORE. */
  static final int KVME_FLAG_NOCOREDUMP = 0x4;

  /** sys/user.h. */
  static final int KVME_FLAG_USER_WIRED = 0x40;

  /** sys/user.h. */
  static final int KVME_PROT_READ = 1;

  private final long[] starts;
  private final long[] ends;
  private final int[] flags;
  private final int[] protections;

  /** Bytes of the mappings before each one, with the sum of all at last. */
  private final long[] mappedBefore;

  private final long[] wiredBefore;

  /** Reads records; one that is cut off, or has no size, ends them. */
  static VmMap of(byte[] records, int byteCount) {
    ByteBuffer buffer = ByteBuffer.wrap(records, 0, byteCount).order(ByteOrder.nativeOrder());
    int count = 0;
    for (int at = 0; hasRecord(buffer, at); at += buffer.getInt(at + KVE_STRUCTSIZE)) {
      count++;
    }
    VmMap map = new VmMap(count);
    for (int i = 0, at = 0; i < count; i++) {
      map.starts[i] = buffer.getLong(at + KVE_START);
      map.ends[i] = buffer.getLong(at + KVE_END);
      map.flags[i] = buffer.getInt(at + KVE_FLAGS);
      map.protections[i] = buffer.getInt(at + KVE_PROTECTION);
      at += buffer.getInt(at + KVE_STRUCTSIZE);
    }
    map.sum();
    return map;
  }

  private static boolean hasRecord(ByteBuffer buffer, int at) {
    return at + LEAST_BYTES <= buffer.limit() && buffer.getInt(at + KVE_STRUCTSIZE) >= LEAST_BYTES;
  }

  private VmMap(int count) {
    this.starts = new long[count];
    this.ends = new long[count];
    this.flags = new int[count];
    this.protections = new int[count];
    this.mappedBefore = new long[count + 1];
    this.wiredBefore = new long[count + 1];
  }

  private void sum() {
    for (int i = 0; i < starts.length; i++) {
      long bytes = ends[i] - starts[i];
      mappedBefore[i + 1] = mappedBefore[i] + bytes;
      wiredBefore[i + 1] = wiredBefore[i] + (isWired(i) ? bytes : 0);
    }
  }

  /** The first mapping that ends behind an address: {@link #count} if there is none. */
  int firstEndingAfter(long address) {
    int found = Arrays.binarySearch(ends, address);
    return found >= 0 ? found + 1 : -found - 1;
  }

  int count() {
    return starts.length;
  }

  long start(int i) {
    return starts[i];
  }

  long end(int i) {
    return ends[i];
  }

  boolean isWired(int i) {
    return (flags[i] & KVME_FLAG_USER_WIRED) != 0;
  }

  boolean isLeftOutOfCores(int i) {
    return (flags[i] & KVME_FLAG_NOCOREDUMP) != 0;
  }

  boolean isReadable(int i) {
    return (protections[i] & KVME_PROT_READ) != 0;
  }

  boolean isAccessible(int i) {
    return protections[i] != 0;
  }

  /** Whether a range has no hole, and each of its mappings is such. */
  boolean every(long from, long to, IntPredicate such) {
    long covered = from;
    for (int i = firstEndingAfter(from); covered < to; i++) {
      if (i == count() || starts[i] > covered || !such.test(i)) {
        return false;
      }
      covered = ends[i];
    }
    return true;
  }

  /** Locked by the process, in all. */
  long wiredBytes() {
    return wiredBefore[count()];
  }

  /** In all, guards included. */
  long mappedBytes() {
    return mappedBefore[count()];
  }

  long wiredBytes(long from, long to) {
    return below(to, wiredBefore) - below(from, wiredBefore);
  }

  long mappedBytes(long from, long to) {
    return below(to, mappedBefore) - below(from, mappedBefore);
  }

  private long below(long address, long[] before) {
    int i = firstEndingAfter(address);
    boolean counts = i < count() && before[i + 1] > before[i];
    return before[i] + (counts ? Math.max(0, address - starts[i]) : 0);
  }
}
