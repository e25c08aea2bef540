package io.github.pagelock.spi;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import java.util.Objects;

/** The sentence for each cause that lies in a page of the range, as {@link Diagnoses}. */
public final class PageDiagnoses {
  /**
   * Below it next to no system maps anything, whatever its page size, so that a null pointer is
   * always found out: Linux's vm.mmap_min_addr is that, and it is the first page where pages are
   * the largest that is usual.
   */
  private static final long LOWEST_ADDRESS = 64 << 10;

  private static final String OF_THE_HEAP =
      "; a heap segment's address is an offset from 0: what is on the heap cannot be locked";

  private PageDiagnoses() {}

  /**
   * Names a page of a range, for the sentences about it.
   *
   * @param page its first byte
   * @param address the range's first page
   * @param byteCount the range's bytes
   * @param pageSize bytes
   * @return such as {@code the page at 0x7f0000003000 (number 3 of 16, counted from 0)}
   */
  public static String page(long page, long address, long byteCount, int pageSize) {
    return "the page at 0x"
        + Long.toHexString(page)
        + " (number "
        + Long.divideUnsigned(page - address, pageSize)
        + " of "
        + byteCount / pageSize
        + ", counted from 0"
        + (Long.compareUnsigned(page, LOWEST_ADDRESS) < 0 ? OF_THE_HEAP : "")
        + ")";
  }

  /**
   * A page is not mapped.
   *
   * @param page as {@link #page} names it, or {@code part of the range}
   * @param cure what to do
   * @return HOLE
   */
  public static Diagnosis hole(String page, Cure cure) {
    Objects.requireNonNull(page, "page");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(Cause.HOLE, page + " is not mapped", cure);
  }

  /**
   * A page may not be accessed.
   *
   * @param page as {@link #page} names it
   * @param cure what to do
   * @return NO_ACCESS
   */
  public static Diagnosis noAccess(String page, Cure cure) {
    Objects.requireNonNull(page, "page");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(Cause.NO_ACCESS, page + " may not be accessed (PROT_NONE)", cure);
  }

  /**
   * A page lies beyond the end of its file.
   *
   * @param page as {@link #page} names it
   * @param file the file's name
   * @param size the file's size in bytes
   * @param cure what to do
   * @return END_OF_FILE
   */
  public static Diagnosis endOfFile(String page, String file, long size, Cure cure) {
    Objects.requireNonNull(page, "page");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.END_OF_FILE,
        page + " lies beyond the end of " + file + ", which has " + size + " bytes",
        cure);
  }

  /**
   * A page of a file cannot be read.
   *
   * @param page as {@link #page} names it
   * @param file the file's name
   * @param offset of the page in the file, in bytes
   * @param cure what to do
   * @return IO_ERROR
   */
  public static Diagnosis ioError(String page, String file, long offset, Cure cure) {
    Objects.requireNonNull(page, "page");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.IO_ERROR,
        page + " cannot be read from " + file + ", offset " + offset + ": an I/O error",
        cure);
  }
}
