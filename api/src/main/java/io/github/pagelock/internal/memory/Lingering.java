package io.github.pagelock.internal.memory;

import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.handle.Lost;
import io.github.pagelock.internal.handle.OpenHandles;
import io.github.pagelock.spi.MemoryMapper;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Unmaps memory when it is closed, and no buffer of it is reachable any more (M6). */
final class Lingering implements Lost {
  private static final int CLOSED = Integer.MIN_VALUE;

  private final MemoryMapper mapper;
  private final long address;
  private final long byteCount;

  /** How many buffers were given away and are not gone, and whether it is closed. */
  private final AtomicInteger state = new AtomicInteger();

  Lingering(MemoryMapper mapper, long address, long byteCount) {
    this.mapper = mapper;
    this.address = address;
    this.byteCount = byteCount;
  }

  /** Before anybody is given a buffer. */
  void giveAway(ByteBuffer root) {
    state.incrementAndGet();
    try {
      OpenHandles.await(root, this);
    } catch (Throwable notGiven) {
      state.decrementAndGet();
      throw notGiven;
    }
  }

  /** Nobody is given one any more. */
  void close() {
    if (state.getAndUpdate(now -> now | CLOSED) == 0) {
      mapper.unmap(address, byteCount);
    } else {
      Leftovers.added();
    }
  }

  /** One of the buffers is gone. */
  @Override
  public void releaseLost() {
    if (state.decrementAndGet() == CLOSED) {
      Leftovers.removed();
      try {
        mapper.unmap(address, byteCount);
      } catch (PageLockException stays) {
        Log.warn("memory that nobody uses any more stays mapped", stays);
      }
    }
  }
}
