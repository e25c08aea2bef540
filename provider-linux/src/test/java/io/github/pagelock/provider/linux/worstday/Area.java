package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.provider.linux.TestMappings;
import java.nio.ByteBuffer;
import java.util.Random;

/** The memory of a round: a buffer that is resident, or fresh pages that nobody has touched. */
final class Area implements AutoCloseable {
  static final int PAGES = 256;
  static final int BYTES = PAGES * TestMappings.PAGE;

  private final TestMappings mappings = new TestMappings();
  private final ByteBuffer buffer;

  /** 0: the buffer. */
  private final long address;

  Area(ByteBuffer buffer, Random random) {
    this.buffer = buffer;
    this.address = random.nextInt(3) == 0 ? 0 : mappings.anonymous(PAGES);
  }

  MemoryRange whole() {
    return range(0, BYTES);
  }

  /** Mostly a few pages, sometimes most of it: then it takes several chunks. */
  MemoryRange range(Random random) {
    int pages =
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3, 4 -> 1 + random.nextInt(4);
          case 5, 6, 7 -> 1 + random.nextInt(40);
          default -> PAGES / 4 + random.nextInt(PAGES * 3 / 4);
        };
    int first = random.nextInt(PAGES - pages + 1);
    return range(first * TestMappings.PAGE, pages * TestMappings.PAGE);
  }

  private MemoryRange range(int offset, int bytes) {
    return address == 0
        ? MemoryRange.of(buffer.slice(offset, bytes))
        : MemoryRange.ofAddress(address + offset, bytes, buffer);
  }

  @Override
  public void close() {
    mappings.close();
  }
}
