package io.github.pagelock.provider.linux;

import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeMap;

/** Memory for tests, a page apart from everything else; unmapped on close. */
public final class TestMappings implements AutoCloseable {
  /** Bytes in a page on the machine that these tests run on. */
  public static final int PAGE = RawLibC.getpagesize();

  /** The stretches that are still mapped: first byte, bytes. */
  private final TreeMap<Long, Long> mapped = new TreeMap<>();

  /** Nothing is mapped yet. */
  public TestMappings() {}

  /** Maps anonymous memory, writable and not resident yet, and gives its address. */
  public long anonymous(int pages) {
    return map(
        pages,
        RawLibC.PROT_READ | RawLibC.PROT_WRITE,
        RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS,
        -1);
  }

  /** Maps a file read-only and shared, from its beginning, also beyond its end. */
  public long file(Path file, int pages) {
    int fd = check(RawLibC.open(file.toString(), RawLibC.O_RDONLY));
    try {
      return map(pages, RawLibC.PROT_READ, RawLibC.MAP_SHARED, fd);
    } finally {
      check(RawLibC.close(fd));
    }
  }

  /** Maps a file for writing, so that what is written stays the process's own (MAP_PRIVATE). */
  public long privateFile(Path file, int pages) {
    int fd = check(RawLibC.open(file.toString(), RawLibC.O_RDONLY));
    try {
      return map(pages, RawLibC.PROT_READ | RawLibC.PROT_WRITE, RawLibC.MAP_PRIVATE, fd);
    } finally {
      check(RawLibC.close(fd));
    }
  }

  /** Maps memory that the kernel may drop (since Linux 6.11); throws where there is none. */
  public long droppable(int pages) {
    return map(
        pages,
        RawLibC.PROT_READ | RawLibC.PROT_WRITE,
        RawLibC.MAP_DROPPABLE | RawLibC.MAP_ANONYMOUS,
        -1);
  }

  /** Writes a byte to each page. */
  public static void touch(long address, int pages) {
    for (int i = 0; i < pages; i++) {
      new Pointer(address + (long) i * PAGE).setByte(0, (byte) 1);
    }
  }

  /** Reads a byte of each page. */
  public static void read(long address, int pages) {
    for (int i = 0; i < pages; i++) {
      new Pointer(address + (long) i * PAGE).getByte(0);
    }
  }

  /** Makes a hole. */
  public void unmap(long address, int pages) {
    long bytes = (long) pages * PAGE;
    check(RawLibC.munmap(address, bytes));
    long start = mapped.floorKey(address);
    long end = start + Objects.requireNonNull(mapped.remove(start));
    if (start < address) {
      mapped.put(start, address - start);
    }
    if (address + bytes < end) {
      mapped.put(address + bytes, end - address - bytes);
    }
  }

  /** Forbids any access: PROT_NONE. */
  public void forbid(long address, int pages) {
    check(RawLibC.mprotect(address, (long) pages * PAGE, RawLibC.PROT_NONE));
  }

  /** A page on both sides keeps the kernel from joining it with other memory. */
  private long map(int pages, int protection, int flags, int fd) {
    long bytes = (long) pages * PAGE;
    long fence =
        check(
            RawLibC.mmap(
                0,
                bytes + 2 * PAGE,
                RawLibC.PROT_NONE,
                RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS,
                -1,
                0));
    int fixed = 0x10;
    long address = check(RawLibC.mmap(fence + PAGE, bytes, protection, flags | fixed, fd, 0));
    mapped.put(fence, bytes + 2 * PAGE);
    return address;
  }

  private static long check(long returned) {
    if (returned == -1) {
      throw new IllegalStateException("errno " + RawLibC.errno(-1));
    }
    return returned;
  }

  private static int check(int returned) {
    return (int) check((long) returned);
  }

  @Override
  public void close() {
    mapped.forEach((address, bytes) -> check(RawLibC.munmap(address, bytes)));
    mapped.clear();
  }
}
