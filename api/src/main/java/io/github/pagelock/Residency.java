package io.github.pagelock;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How much of a range is in RAM, counted in pages of {@link #pageSize} bytes. Immutable; more may
 * be told one day, so it is made by {@link #of}.
 */
public final class Residency {
  private final long pages;
  private final OptionalLong residentPages;
  private final int pageSize;

  private Residency(long pages, OptionalLong residentPages, int pageSize) {
    this.pages = pages;
    this.residentPages = residentPages;
    this.pageSize = pageSize;
  }

  /**
   * So many pages of a range; for providers.
   *
   * @param pages the pages of the range, rounded outward
   * @param residentPages how many of them are in RAM
   * @param pageSize bytes in a page
   * @return this count
   */
  public static Residency of(long pages, long residentPages, int pageSize) {
    return new Residency(pages, OptionalLong.of(residentPages), pageSize);
  }

  /**
   * A range of which the kernel does not tell; for providers.
   *
   * @param pages the pages of the range, rounded outward
   * @param pageSize bytes in a page
   * @return this count
   */
  public static Residency unknown(long pages, int pageSize) {
    return new Residency(pages, OptionalLong.empty(), pageSize);
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
   * @return pages; empty where the kernel does not say (Linux pretends that every page of a file is
   *     resident to a process that neither owns nor may write the file)
   */
  public OptionalLong residentPages() {
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
   * @return false if {@link #residentPages} is empty
   */
  public boolean isKnown() {
    return residentPages.isPresent();
  }

  /**
   * Bytes in RAM.
   *
   * @return resident pages times page size, in bytes; empty where the kernel does not say
   */
  public OptionalLong residentBytes() {
    return residentPages.isPresent()
        ? OptionalLong.of(residentPages.getAsLong() * pageSize)
        : residentPages;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Residency that
        && pages == that.pages
        && residentPages.equals(that.residentPages)
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
        + (residentPages.isPresent() ? residentPages.getAsLong() : "unknown")
        + ", pageSize="
        + pageSize
        + ']';
  }
}
