package io.github.pagelock.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A copy of an array in native memory of its own. */
final class ForeignCopy implements Ffm.Copy {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment array;
  private final MemorySegment copy;

  ForeignCopy(MemorySegment array) {
    this.array = array;
    this.copy = arena.allocate(array.byteSize(), Long.BYTES).copyFrom(array);
  }

  @Override
  public long address() {
    return copy.address();
  }

  @Override
  public void close() {
    array.copyFrom(copy);
    arena.close();
  }
}
