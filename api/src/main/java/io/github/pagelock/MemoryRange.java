package io.github.pagelock;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Names a range of this process's memory, {@code [address, address + byteCount)}, and keeps its
 * owner reachable. Nothing is locked by making one.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MemoryRange {
  private final long addressOrPosition;
  private final long byteCount;
  private final @Nullable ByteBuffer buffer;
  private final @Nullable Object owner;

  private MemoryRange(
      long addressOrPosition, long byteCount, @Nullable ByteBuffer buffer, @Nullable Object owner) {
    this.addressOrPosition = addressOrPosition;
    this.byteCount = byteCount;
    this.buffer = buffer;
    this.owner = owner;
  }

  /**
   * The bytes of a direct buffer from its position to its limit, as they are now; moving the
   * position later does not move the range.
   *
   * @param buffer a direct buffer; it stays reachable as long as the range is locked
   * @return the range
   * @throws IllegalArgumentException if the buffer is on the heap (the collector moves heap arrays,
   *     and locking one would lock a copy), or has nothing remaining
   */
  public static MemoryRange of(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException(
          "a heap buffer cannot be locked: the garbage collector moves it, so that a copy would be"
              + " locked; use ByteBuffer.allocateDirect");
    }
    if (!buffer.hasRemaining()) {
      throw new IllegalArgumentException(
          "the buffer has no bytes between position " + buffer.position() + " and its limit");
    }
    return new MemoryRange(buffer.position(), buffer.remaining(), buffer, null);
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
   * @throws IllegalArgumentException if {@code byteCount} is not positive, or the range exceeds the
   *     address space
   */
  @SuppressWarnings("exports") // JSpecify's annotations are not needed to use this
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
    return Optional.ofNullable(buffer != null ? buffer : owner);
  }

  /**
   * The bytes of this range as a buffer, if it was made from one.
   *
   * @return a read-only view of exactly this range, or empty for a range given as an address
   */
  public Optional<ByteBuffer> view() {
    if (buffer == null) {
      return Optional.empty();
    }
    ByteBuffer view = buffer.asReadOnlyBuffer();
    return Optional.of(
        view.limit((int) (addressOrPosition + byteCount)).position((int) addressOrPosition));
  }

  /**
   * The address of the first byte.
   *
   * @param addressOf finds the address of a direct buffer's byte at its position; called only for a
   *     range that was made from a buffer
   * @return a virtual address of this process
   */
  public long address(ToLongFunction<ByteBuffer> addressOf) {
    Objects.requireNonNull(addressOf, "addressOf");
    if (buffer == null) {
      return addressOrPosition;
    }
    return addressOf.applyAsLong(buffer) - buffer.position() + addressOrPosition;
  }

  /** The range, without its address where only a provider can find it. */
  @Override
  public String toString() {
    return buffer == null
        ? byteCount + " bytes at 0x" + Long.toHexString(addressOrPosition)
        : byteCount + " bytes from position " + addressOrPosition + " of " + buffer;
  }
}
