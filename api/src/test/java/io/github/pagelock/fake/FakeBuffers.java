package io.github.pagelock.fake;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * Gives each direct buffer's memory a place of its own in the fake address space, until it and all
 * its duplicates that were seen are collected. Slices are other memory to it.
 */
final class FakeBuffers {
  /** A malloc'ed buffer does not begin at a page either. */
  private static final int OFFSET_IN_PAGE = 16;

  /** The most that {@link ByteBuffer#alignmentOffset} tells of an address. */
  private static final int LOW_BITS = 1 << 30;

  /** What duplicates have in common. */
  private record Memory(int lowBitsOfAddress, int capacity) {
    static Memory of(ByteBuffer buffer) {
      return new Memory(buffer.alignmentOffset(0, LOW_BITS), buffer.capacity());
    }
  }

  private record Block(long address, long byteCount, Set<Seen> seen) {}

  private static final class Seen extends WeakReference<ByteBuffer> {
    private final Memory memory;

    Seen(ByteBuffer buffer, Memory memory, ReferenceQueue<ByteBuffer> queue) {
      super(buffer, queue);
      this.memory = memory;
    }
  }

  /** Unmaps the memory of a buffer that is gone. */
  interface Unmapper {
    void unmap(long address, long byteCount);
  }

  private final Map<Memory, Block> blocks = new HashMap<>();
  private final ReferenceQueue<ByteBuffer> collected = new ReferenceQueue<>();
  private final LongUnaryOperator mapper;
  private final Unmapper unmapper;

  FakeBuffers(LongUnaryOperator mapper, Unmapper unmapper) {
    this.mapper = mapper;
    this.unmapper = unmapper;
  }

  synchronized long addressOf(ByteBuffer buffer) {
    unmapCollected();
    Memory memory = Memory.of(buffer);
    Block block = blocks.computeIfAbsent(memory, unknown -> map(buffer));
    if (block.seen().stream().noneMatch(known -> known.refersTo(buffer))) {
      block.seen().add(new Seen(buffer, memory, collected));
    }
    return block.address() + OFFSET_IN_PAGE + buffer.position();
  }

  private Block map(ByteBuffer buffer) {
    long byteCount = buffer.capacity() + (long) OFFSET_IN_PAGE;
    return new Block(mapper.applyAsLong(byteCount), byteCount, new HashSet<>());
  }

  /** As the JDK does when a direct buffer is collected. */
  synchronized void unmapCollected() {
    for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
      Memory memory = ((Seen) gone).memory;
      Block block = blocks.get(memory);
      if (block != null && block.seen().remove(gone) && block.seen().isEmpty()) {
        blocks.remove(memory);
        unmapper.unmap(block.address(), block.byteCount());
      }
    }
  }
}
