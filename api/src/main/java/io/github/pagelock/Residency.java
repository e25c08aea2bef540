package io.github.pagelock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much of a range is in RAM, counted in pages of {@link #pageSize} bytes. Immutable; more may
 * be told one day, so it is made by {@link #of}.
 */
public final class Residency {
  /** The value of {@link #residentPages} where the kernel does not tell. */
  public static final long UNKNOWN = -1;

  private final long pages;
  private final long residentPages;
  private final int pageSize;

  private Residency(long pages, long residentPages, int pageSize) {
    this.pages = pages;
    this.residentPages = residentPages;
    this.pageSize = pageSize;
  }

  /**
   * So many pages of a range; for providers.
   *
   * @param pages the pages of the range, rounded outward
   * @param residentPages how many of them are in RAM, or {@link #UNKNOWN}
   * @param pageSize bytes in a page
   * @return this count
   */
  public static Residency of(long pages, long residentPages, int pageSize) {
    return new Residency(pages, residentPages, pageSize);
  }

  /**
   * The pages of the range, rounded outward.
   *
   * @return pages
   */
  public long pages() {
    return pages;
  }

  /**
   * How many of them are in RAM.
   *
   * @return pages, or {@link #UNKNOWN} where the kernel does not say (Linux pretends that every
   *     page of a file is resident to a process that neither owns nor may write the file)
   */
  public long residentPages() {
    return residentPages;
  }

  /**
   * The size of a page.
   *
   * @return bytes
   */
  public int pageSize() {
    return pageSize;
  }

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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Residency that
        && pages == that.pages
        && residentPages == that.residentPages
        && pageSize == that.pageSize;
  }

  @Override
  public int hashCode() {
    return Objects.hash(pages, residentPages, pageSize);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "Residency[pages="
        + pages
        + ", residentPages="
        + residentPages
        + ", pageSize="
        + pageSize
        + ']';
  }
}
