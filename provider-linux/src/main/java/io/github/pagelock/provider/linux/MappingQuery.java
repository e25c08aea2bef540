package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks for single mappings by PROCMAP_QUERY (Linux 6.11), which costs 0.1 µs for each, where
 * reading /proc/self/maps costs as much as there are mappings in the process.
 *
 * @see <a href="https://docs.kernel.org/filesystems/proc.html">proc</a>
 */
final class MappingQuery {
  /** linux/fs.h: _IOWR('f', 17, struct procmap_query), of 104 bytes; the same on PowerPC. */
  static final long PROCMAP_QUERY = 0xC068_6611L;

  /** linux/fs.h, struct procmap_query. */
  private static final int SIZE = 104;

  /** linux/fs.h: the mapping at the address or the next one. */
  private static final long COVERING_OR_NEXT = 0x10;

  /** linux/fs.h, PROCMAP_QUERY_VMA_READABLE and so on. */
  private static final String PERMISSIONS = "rwx";

  private static final int SHARED = 0x08;

  /** linux/limits.h, PATH_MAX: no name of the kernel's is longer. */
  private static final int NAME_BYTES = 4 * 1024;

  private final LibC libc;

  /** One for all: none may be had when it is needed. */
  private final ByteBuffer name = ByteBuffer.allocateDirect(NAME_BYTES);

  private final ReentrantLock nameLock = new ReentrantLock();
  private volatile boolean missing;

  MappingQuery(LibC libc) {
    this.libc = libc;
  }

  /** Whether this kernel was asked and cannot be. */
  boolean isMissing() {
    return missing;
  }

  /** The mappings that overlap [from, to); empty if this kernel cannot be asked. */
  Optional<List<Mapping>> overlapping(long from, long to) {
    int maps = open();
    nameLock.lock();
    try {
      return find(maps, from, to, true);
    } finally {
      nameLock.unlock();
      close(maps);
    }
  }

  /** A descriptor for many questions; negative if this kernel cannot be asked. */
  int open() {
    return missing ? -1 : libc.openForReading("/proc/self/maps");
  }

  void close(int maps) {
    if (maps >= 0) {
      libc.close(maps);
    }
  }

  /** As the other, through an open descriptor, and without names. */
  Optional<List<Mapping>> overlapping(int maps, long from, long to) {
    return find(maps, from, to, false);
  }

  /**
   * The size of the pages of the mapping that covers an address.
   *
   * @return bytes; 0 if nothing is mapped there, negative if this kernel cannot be asked
   */
  long pageSizeAt(long address) {
    int maps = open();
    if (maps < 0) {
      return -1;
    }
    try {
      ByteBuffer query = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
      query.putLong(0, SIZE).putLong(16, address);
      int errno = libc.ioctl(maps, PROCMAP_QUERY, query.array());
      missing |= errno == Linux.ENOTTY;
      return errno == 0 ? query.getLong(48) : errno == Linux.ENOENT ? 0 : -1;
    } finally {
      close(maps);
    }
  }

  private Optional<List<Mapping>> find(int maps, long from, long to, boolean named) {
    if (maps < 0 || missing) {
      return Optional.empty();
    }
    List<Mapping> found = new ArrayList<>();
    for (long at = from; at < to; at = found.get(found.size() - 1).end()) {
      ByteBuffer query = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
      query.putLong(0, SIZE).putLong(8, COVERING_OR_NEXT).putLong(16, at);
      if (named) {
        query.putInt(80, NAME_BYTES).putLong(88, libc.addressOf(name));
      }
      int errno = libc.ioctl(maps, PROCMAP_QUERY, query.array());
      if (errno == Linux.ENOENT) {
        break;
      }
      if (errno != 0) {
        missing = errno == Linux.ENOTTY; // before 6.11
        return Optional.empty();
      }
      Mapping next = mapping(query);
      if (next.start() >= to) {
        break;
      }
      found.add(next);
    }
    return Optional.of(found);
  }

  /** The mappings that overlap [from, to), by the quicker way that this kernel has. */
  List<Mapping> overlapping(long from, long to, ProcMaps otherwise) throws IOException {
    Optional<List<Mapping>> asked = overlapping(from, to);
    return asked.isPresent() ? asked.get() : otherwise.overlapping(from, to);
  }

  private Mapping mapping(ByteBuffer answer) {
    long flags = answer.getLong(40);
    StringBuilder permissions = new StringBuilder();
    for (int bit = 0; bit < PERMISSIONS.length(); bit++) {
      permissions.append((flags >> bit & 1) != 0 ? PERMISSIONS.charAt(bit) : '-');
    }
    permissions.append((flags & SHARED) != 0 ? 's' : 'p');
    return new Mapping(
        answer.getLong(24),
        answer.getLong(32),
        permissions.toString(),
        answer.getLong(56),
        answer.getLong(64),
        name(answer.getInt(80)));
  }

  /** Ends with a zero byte, which counts. */
  private String name(int length) {
    byte[] bytes = new byte[Math.max(0, length - 1)];
    name.get(0, bytes);
    return new String(bytes, ProcMaps.NAMES);
  }
}
