package io.github.pagelock;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A limit on a number of bytes, which may be unlimited, and may be unknown. Immutable. */
public final class Limit {
  /** No limit. */
  public static final Limit UNLIMITED = new Limit(OptionalLong.empty(), true);

  /** Nobody can tell. */
  public static final Limit UNKNOWN = new Limit(OptionalLong.empty(), false);

  private final OptionalLong bytes;
  private final boolean known;

  private Limit(OptionalLong bytes, boolean known) {
    this.bytes = bytes;
    this.known = known;
  }

  /**
   * So many bytes at most.
   *
   * @param bytes 0 or more
   * @return this limit
   * @throws IllegalArgumentException if it is negative
   */
  public static Limit of(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ", but must not be negative");
    }
    return new Limit(OptionalLong.of(bytes), true);
  }

  /**
   * The limit as a number.
   *
   * @return bytes; empty if it is unlimited or unknown
   */
  public OptionalLong bytes() {
    return bytes;
  }

  /**
   * Whether it is known.
   *
   * @return true if {@link #bytes} tells it or it is unlimited
   */
  public boolean isKnown() {
    return known;
  }

  /**
   * Whether there is no limit.
   *
   * @return false also if it is unknown
   */
  public boolean isUnlimited() {
    return known && bytes.isEmpty();
  }

  /**
   * Whether nothing is known of this limit that forbids so much.
   *
   * @param needed bytes
   * @return false if it is a number and less than that
   */
  public boolean allows(long needed) {
    return bytes.isEmpty() || needed <= bytes.getAsLong();
  }

  /** The number, {@code unlimited} or {@code unknown}. */
  @Override
  public String toString() {
    if (bytes.isPresent()) {
      return bytes.getAsLong() + " bytes";
    }
    return known ? "unlimited" : "unknown";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Limit that && known == that.known && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(known) + 31 * bytes.hashCode();
  }
}
