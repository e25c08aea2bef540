package io.github.pagelock.segments;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;

/** The Java lines of docs/segments.md, and of doc comments; a test compares the former. */
abstract class GuideExample {
  abstract void search(MemorySegment index);

  abstract void use(MemorySegment key);

  @SuppressWarnings("try") // it is locked as long as the block lasts
  void lock(FileChannel channel, Arena arena) throws IOException {
    // @start region="segment"
    MemorySegment index = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    try (LockedRange locked = PageLocker.system().lock(Segments.range(index))) {
      search(index);
    }
    // @end
  }

  void allocate() {
    // @start region="arena"
    try (LockedArena arena = LockedArena.ofConfined(PageLocker.system())) {
      MemorySegment key = arena.allocate(32);
      use(key);
    }
    // @end
  }

  byte read(LockedMemory memory) {
    byte first = Segments.apply(memory, segment -> segment.get(ValueLayout.JAVA_BYTE, 0));
    return first;
  }
}
