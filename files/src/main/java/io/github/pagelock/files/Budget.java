package io.github.pagelock.files;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How many bytes of a directory's files may be locked at once, and which of them give way. */
public final class Budget {
  private final long byteCount;
  private final @Nullable Comparator<? super FollowedFile> order;
  private final boolean oldest;

  private Budget(long byteCount, @Nullable Comparator<? super FollowedFile> order, boolean oldest) {
    if (byteCount < 0) {
      throw new IllegalArgumentException("a budget of " + byteCount + " bytes");
    }
    this.byteCount = byteCount;
    this.order = order;
    this.oldest = oldest;
  }

  /**
   * Whoever is there stays: a file for which there is no room is not locked, until there is.
   *
   * @param byteCount bytes of whole pages
   * @return the budget
   * @throws IllegalArgumentException if it is negative
   */
  public static Budget refusingNew(long byteCount) {
    return new Budget(byteCount, null, false);
  }

  /**
   * A new file is locked, and those that have been for the longest time are released for it. One
   * that is larger than the budget is not locked.
   *
   * @param byteCount bytes of whole pages
   * @return the budget
   * @throws IllegalArgumentException if it is negative
   */
  public static Budget releasingOldest(long byteCount) {
    return new Budget(byteCount, null, true);
  }

  /**
   * The least file gives way, be it the new one or one that is there.
   *
   * @param byteCount bytes of whole pages
   * @param order the least comes first; called by the thread that follows
   * @return the budget
   * @throws IllegalArgumentException if it is negative
   */
  public static Budget releasingLeast(long byteCount, Comparator<? super FollowedFile> order) {
    return new Budget(byteCount, Objects.requireNonNull(order, "order"), false);
  }

  static Budget unlimited() {
    return refusingNew(Long.MAX_VALUE);
  }

  /**
   * How much may be locked.
   *
   * @return bytes of whole pages
   */
  public long byteCount() {
    return byteCount;
  }

  /** Whether anybody may have to go for a new file. */
  boolean makesRoom() {
    return oldest || order != null;
  }

  /** Whether one that is there goes for the new one. */
  boolean goesFor(FollowedFile there, FollowedFile candidate) {
    return order == null ? oldest : order.compare(there, candidate) < 0;
  }

  /** Who goes first of two that are there, the first of which has been for longer. */
  boolean goesBefore(FollowedFile one, FollowedFile other) {
    return order != null && order.compare(one, other) < 0;
  }
}
