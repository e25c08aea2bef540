package io.github.pagelock.internal.memory;

import io.github.pagelock.Capability;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Pages of a direct buffer, where the provider maps none. The JDK frees it when it is gone. */
final class BufferPages implements OwnPages {
  private final ByteBuffer pages;
  private final int offset;
  private final ToLongFunction<ByteBuffer> addressOf;

  private BufferPages(ByteBuffer pages, int offset, ToLongFunction<ByteBuffer> addressOf) {
    this.pages = pages;
    this.offset = offset;
    this.addressOf = addressOf;
  }

  /**
   * Allocates.
   *
   * @param addressOf finds the address of a buffer
   */
  static OwnPages allocate(Layout layout, ToLongFunction<ByteBuffer> addressOf) {
    long bytes = layout.pageBytes() + layout.pageSize();
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "this provider maps no memory of its own, and no direct buffer holds "
              + layout.byteCount()
              + " bytes");
    }
    ByteBuffer pages =
        ByteBuffer.allocateDirect((int) bytes)
            .alignedSlice(layout.pageSize())
            .slice(0, (int) layout.pageBytes());
    return new BufferPages(pages, (int) layout.offset(), addressOf);
  }

  @Override
  public MemoryRange range() {
    return MemoryRange.of(pages);
  }

  @Override
  public long address() {
    try {
      return addressOf.applyAsLong(pages) + offset;
    } catch (RuntimeException nobodyFindsIt) {
      return 0;
    }
  }

  @Override
  public ByteBuffer view(long index, int byteCount) {
    return pages.slice(offset + (int) index, byteCount);
  }

  @Override
  public ByteBuffer viewToKeep(long index, int byteCount) {
    return view(index, byteCount);
  }

  @Override
  public void wipe() {
    Zeros.fill(pages);
  }

  @Override
  public void protect(Access access) {
    throw new UnsupportedOperationException(); // SEAL is not among its promises
  }

  @Override
  public Set<Capability> kept() {
    return Set.of();
  }

  @Override
  public void giveBack() {}
}
