package io.github.pagelock.fake;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives each direct buffer memory of its own in the fake address space, until it is collected.
 * Slices and duplicates are other buffers to it.
 */
final class FakeBuffers {
  /** A malloc'ed buffer does not begin at a page either. */
  private static final int OFFSET_IN_PAGE = 16;

  private static final class Key extends WeakReference<ByteBuffer> {
    private final int hash;

    Key(ByteBuffer buffer, @Nullable ReferenceQueue<ByteBuffer> queue) {
      super(buffer, queue);
      this.hash = System.identityHashCode(buffer);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equal contents do not make it the same buffer
    public boolean equals(@Nullable Object other) {
      return this == other || (other instanceof Key key && get() != null && get() == key.get());
    }
  }

  private record Block(long address, long byteCount) {}

  /** Unmaps the memory of a buffer that is gone. */
  interface Unmapper {
    void unmap(long address, long byteCount);
  }

  private final Map<Key, Block> blocks = new HashMap<>();
  private final ReferenceQueue<ByteBuffer> collected = new ReferenceQueue<>();
  private final LongUnaryOperator mapper;
  private final Unmapper unmapper;

  FakeBuffers(LongUnaryOperator mapper, Unmapper unmapper) {
    this.mapper = mapper;
    this.unmapper = unmapper;
  }

  synchronized long addressOf(ByteBuffer buffer) {
    unmapCollected();
    Block block = blocks.get(new Key(buffer, null));
    if (block == null) {
      long byteCount = buffer.capacity() + (long) OFFSET_IN_PAGE;
      block = new Block(mapper.applyAsLong(byteCount), byteCount);
      blocks.put(new Key(buffer, collected), block);
    }
    return block.address() + OFFSET_IN_PAGE + buffer.position();
  }

  /** As the JDK does when a direct buffer is collected. */
  synchronized void unmapCollected() {
    for (Object key = collected.poll(); key != null; key = collected.poll()) {
      Block block = blocks.remove(key);
      if (block != null) {
        unmapper.unmap(block.address(), block.byteCount());
      }
    }
  }
}
