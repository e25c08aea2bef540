package io.github.pagelock.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a plain lock of pages takes of the memory that is left. A page counts in one of the two
 * numbers or in none: in none if it is in RAM already and no page cache, or locked. Immutable; more
 * may be counted one day, so it is made by {@link #of}.
 */
public final class LockCost {
  /** Nothing at all. */
  public static final LockCost NONE = of(0, 0);

  private final long newBytes;
  private final long cachedBytes;

  private LockCost(long newBytes, long cachedBytes) {
    this.newBytes = newBytes;
    this.cachedBytes = cachedBytes;
  }

  /**
   * So much.
   *
   * @param newBytes memory that there is not yet, in bytes
   * @param cachedBytes page cache that the lock keeps in RAM, in bytes
   * @return this cost
   */
  public static LockCost of(long newBytes, long cachedBytes) {
    return new LockCost(newBytes, cachedBytes);
  }

  /**
   * Memory that there is not yet: pages that are not in RAM, and pages that a lock copies.
   *
   * @return bytes
   */
  public long newBytes() {
    return newBytes;
  }

  /**
   * Page cache that the lock keeps in RAM: what is left counts it as reclaimable, and it is not any
   * more.
   *
   * @return bytes
   */
  public long cachedBytes() {
    return cachedBytes;
  }

  /**
   * Whether the lock takes nothing.
   *
   * @return true if both numbers are 0
   */
  public boolean isNone() {
    return newBytes == 0 && cachedBytes == 0;
  }

  /**
   * The cost of other pages on top of these.
   *
   * @param other of pages that are not among these
   * @return the sum
   */
  public LockCost plus(LockCost other) {
    Objects.requireNonNull(other, "other");
    return of(newBytes + other.newBytes, cachedBytes + other.cachedBytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockCost that
        && newBytes == that.newBytes
        && cachedBytes == that.cachedBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(newBytes, cachedBytes);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "LockCost[newBytes=" + newBytes + ", cachedBytes=" + cachedBytes + ']';
  }
}
