package io.github.pagelock;

import io.github.pagelock.internal.ForeignMemory;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names a range of this process's memory, {@code [address, address + byteCount)}, and keeps its
 * owner reachable. Nothing is locked by making one.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MemoryRange {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final long addressOrPosition;
  private final long byteCount;

  /** The same memory; its position and limit are nobody else's. */
  private final @Nullable ByteBuffer duplicate;

  private final @Nullable Object owner;

  private MemoryRange(
      long addressOrPosition,
      long byteCount,
      @Nullable ByteBuffer duplicate,
      @Nullable Object owner) {
    this.addressOrPosition = addressOrPosition;
    this.byteCount = byteCount;
    this.duplicate = duplicate;
    this.owner = owner;
  }

  /**
   * The bytes of a direct buffer from its position to its limit, as they are now; moving the
   * position later, by whatever thread, does not move the range.
   *
   * @param buffer a direct buffer; it stays reachable as long as the range is locked. Where its
   *     memory belongs to an arena (Java 22 and later), keep that open as long
   * @return the range
   * @throws IllegalArgumentException if the buffer is on the heap (the collector moves heap arrays,
   *     and locking one would lock a copy), or has nothing remaining
   */
  public static MemoryRange of(ByteBuffer buffer) {
    Objects.requireNonNull(buffer, "buffer");
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException(
          "a heap buffer cannot be locked: the garbage collector moves it, so that a copy would be"
              + " locked; use ByteBuffer.allocateDirect");
    }
    if (!buffer.hasRemaining()) {
      throw new IllegalArgumentException(
          "the buffer has no bytes between position " + buffer.position() + " and its limit");
    }
    ByteBuffer duplicate = buffer.duplicate();
    return new MemoryRange(duplicate.position(), duplicate.remaining(), duplicate, buffer);
  }

  /**
   * A range of memory that something else than a buffer provides, such as a foreign memory segment
   * or a native library.
   *
   * @param address the first byte, a virtual address of this process, taken as unsigned
   * @param byteCount bytes, more than 0
   * @param owner what must stay reachable for the memory to stay mapped, or null if nothing has to.
   *     It must not refer to the {@link LockedRange}: a handle that its own owner keeps alive is
   *     never found lost
   * @return the range
   * @throws IllegalArgumentException if {@code byteCount} is not positive, the range exceeds the
   *     address space, or the owner is on the heap: an array, a heap buffer, a heap segment (whose
   *     address is an offset from 0)
   */
  public static MemoryRange ofAddress(long address, long byteCount, @Nullable Object owner) {
    if (byteCount <= 0) {
      throw new IllegalArgumentException("byteCount is " + byteCount + ", but must be positive");
    }
    if (Long.compareUnsigned(address + byteCount - 1, address) < 0) {
      throw new IllegalArgumentException(
          "the range of "
              + byteCount
              + " bytes at 0x"
              + Long.toHexString(address)
              + " exceeds the address space");
    }
    if (ForeignMemory.isOnHeap(owner, address)) {
      throw new IllegalArgumentException(
          "the memory is on the heap: the garbage collector moves it, and 0x"
              + Long.toHexString(address)
              + " is no address of it; use a native segment or ByteBuffer.allocateDirect");
    }
    return new MemoryRange(address, byteCount, null, owner);
  }

  /**
   * The size that was asked for, before rounding to pages.
   *
   * @return bytes, more than 0
   */
  public long byteCount() {
    return byteCount;
  }

  /**
   * What must stay reachable for the memory to stay mapped.
   *
   * @return the buffer, or the owner that was given; empty if there is none
   */
  public Optional<Object> owner() {
    return Optional.ofNullable(owner);
  }

  /**
   * The bytes of this range as a buffer, if it was made from one.
   *
   * @return a read-only view of exactly this range, or empty for a range given as an address
   */
  public Optional<ByteBuffer> view() {
    return duplicate == null ? Optional.empty() : Optional.of(view(duplicate));
  }

  private ByteBuffer view(ByteBuffer bytes) {
    return bytes
        .asReadOnlyBuffer()
        .clear()
        .limit((int) (addressOrPosition + byteCount))
        .position((int) addressOrPosition);
  }

  /**
   * Throws if the JDK forbids this thread the range's memory now, because the arena that it came
   * from (Java 22 and later) is closed, or confined to another thread. Other memory may be at the
   * address of a closed arena's buffer. Touches no page. Of a range that was given as an address
   * only an owner that is an arena or a memory segment tells whether it is closed.
   *
   * @throws IllegalStateException if the arena is closed
   * @throws RuntimeException WrongThreadException, if it is confined to another thread
   */
  public void checkAccess() {
    if (duplicate == null) {
      if (ForeignMemory.isClosed(owner)) {
        throw new IllegalStateException(
            "the memory of " + this + " must not be accessed: its arena is closed");
      }
      return;
    }
    try {
      // Copying no byte at all is what makes the JDK look at the arena, and at nothing else.
      NOTHING.put(duplicate.duplicate().limit((int) addressOrPosition));
    } catch (IllegalStateException closed) {
      throw new IllegalStateException(
          "the memory of " + this + " must not be accessed: " + closed.getMessage(), closed);
    }
  }

  /**
   * The address of the first byte, if the range was made from one; {@link #view} tells where a
   * buffer's bytes are, and only a provider finds their address.
   *
   * @return a virtual address of this process, taken as unsigned; empty for a range of a buffer
   */
  public OptionalLong address() {
    return duplicate == null ? OptionalLong.of(addressOrPosition) : OptionalLong.empty();
  }

  /** The range, without its address where only a provider can find it. */
  @Override
  public String toString() {
    return duplicate == null
        ? byteCount + " bytes at 0x" + Long.toHexString(addressOrPosition)
        : byteCount + " bytes from position " + addressOrPosition + " of " + owner;
  }
}
