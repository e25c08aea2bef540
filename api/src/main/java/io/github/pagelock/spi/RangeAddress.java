package io.github.pagelock.spi;

import io.github.pagelock.MemoryRange;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Where a range begins, whether it was made from an address or from a buffer. */
public final class RangeAddress {
  private RangeAddress() {}

  /**
   * The address of the first byte.
   *
   * @param range of this process's memory
   * @param addressOf finds the address of a direct buffer's byte at its position, such as {@link
   *     PageOperations#addressOf}; called only for a range that was made from a buffer, with a
   *     read-only view of it that is nobody else's
   * @return a virtual address of this process
   */
  public static long of(MemoryRange range, ToLongFunction<ByteBuffer> addressOf) {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(addressOf, "addressOf");
    Optional<ByteBuffer> view = range.view();
    return view.isPresent() ? addressOf.applyAsLong(view.get()) : range.address().orElseThrow();
  }
}
