package io.github.pagelock.internal.engine;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.RangeAddress;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/** Finds the pages of a range. */
public final class Addresses {
  /** Of a range whose address no provider could find. */
  public static final Pages NOWHERE = new Pages(0, 0);

  private final PageOperations operations;
  private final ToLongFunction<ByteBuffer> addressOf;

  public Addresses(PageOperations operations) {
    this.operations = operations;
    this.addressOf = buffer -> addressOf(operations, buffer);
  }

  /**
   * Rounds outward.
   *
   * @throws PageLockException UNSUPPORTED, or OTHER, if the provider finds no address
   */
  public Pages pages(MemoryRange range) {
    return Pages.covering(
        RangeAddress.of(range, addressOf), range.byteCount(), operations.pageSize());
  }

  private static long addressOf(PageOperations operations, ByteBuffer buffer) {
    try {
      return operations.addressOf(buffer);
    } catch (RuntimeException | LinkageError failure) {
      throw Failures.asException(failure, 0, buffer.remaining());
    }
  }
}
