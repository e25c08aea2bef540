package io.github.pagelock;

/**
 * How much of a range is in RAM, counted in pages of {@code pageSize} bytes.
 *
 * @param pages the pages of the range, rounded outward
 * @param residentPages how many of them are in RAM, or {@link #UNKNOWN} where the kernel does not
 *     say (Linux pretends that every page of a file is resident to a process that neither owns nor
 *     may write the file)
 * @param pageSize bytes in a page
 */
public record Residency(long pages, long residentPages, int pageSize) {
  /** The value of {@link #residentPages} where the kernel does not tell. */
  public static final long UNKNOWN = -1;

  /**
   * Whether the kernel told.
   *
   * @return false if {@link #residentPages} is {@link #UNKNOWN}
   */
  public boolean isKnown() {
    return residentPages != UNKNOWN;
  }

  /**
   * Bytes in RAM.
   *
   * @return resident pages times page size, in bytes, or {@link #UNKNOWN}
   */
  public long residentBytes() {
    return isKnown() ? residentPages * pageSize : UNKNOWN;
  }
}
