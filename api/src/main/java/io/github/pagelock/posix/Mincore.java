package io.github.pagelock.posix;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageDiagnoses;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * Counts resident pages with mincore, by batches: the kernel holds its locks for 4,000 pages at a
 * time, and no big array is needed. Addresses and sizes are in bytes, whole pages.
 */
public final class Mincore {
  /** In pages, because what a call takes, and its byte for each, goes by pages. */
  private static final int BATCH_PAGES = 4_000;

  /** The C library's call. */
  @FunctionalInterface
  public interface Call {
    /**
     * Asks which pages are in RAM.
     *
     * @param address the first page
     * @param byteCount bytes
     * @param residency receives a byte for each page, bit 0 set where it is resident
     * @return 0 or errno
     */
    int mincore(long address, long byteCount, byte[] residency);
  }

  private final Call call;
  private final int pageSize;

  /**
   * Counts by a call.
   *
   * @param call the C library's
   * @param pageSize bytes
   */
  public Mincore(Call call, int pageSize) {
    this.call = call;
    this.pageSize = pageSize;
  }

  /**
   * How many pages are resident.
   *
   * @param from the first page
   * @param to behind the last
   * @return their number, or minus errno: ENOMEM where one is not mapped
   */
  public long residentPages(long from, long to) {
    return count(from, to, page -> true);
  }

  /**
   * How many pages are resident before the first that is not.
   *
   * @param from the first page
   * @param to behind the last
   * @return their number, which is that of all pages if all are resident; or minus errno
   */
  public long residentPagesUntilOneIsNot(long from, long to) {
    return count(from, to, page -> false);
  }

  /**
   * Finds the pages that are not resident; ends at the first batch with one that is not mapped.
   *
   * @param from the first page
   * @param to behind the last
   * @param absent is told of each
   */
  public void eachAbsentPage(long from, long to, LongConsumer absent) {
    count(
        from,
        to,
        page -> {
          absent.accept(page);
          return true;
        });
  }

  /**
   * Counts the resident pages of a range, where mincore tells the truth.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param errors names an errno
   * @param hole what to do where a page is not mapped
   * @return the count
   * @throws PageLockException NOT_MAPPED if part of the range is not mapped
   */
  public Residency residency(long address, long byteCount, IntFunction<String> errors, Cure hole) {
    long resident = residentPages(address, address + byteCount);
    if (resident >= 0) {
      return Residency.of(byteCount / pageSize, resident, pageSize);
    }
    int errno = (int) -resident;
    Diagnosis diagnosis =
        errno == Errno.ENOMEM
            ? PageDiagnoses.hole("part of the range", hole)
            : Diagnoses.unknown("an error that is not expected of mincore");
    throw LockFailure.of(diagnosis, "mincore", address, byteCount)
        .errno(errno, errors.apply(errno))
        .build();
  }

  private long count(long from, long to, LongPredicate goesOnAfterAbsent) {
    byte[] pages = new byte[(int) Math.min(BATCH_PAGES, (to - from) / pageSize)];
    long resident = 0;
    for (long at = from; at < to; at += (long) pages.length * pageSize) {
      int count = (int) Math.min(pages.length, (to - at) / pageSize);
      int errno = call.mincore(at, (long) count * pageSize, pages);
      if (errno != 0) {
        return -errno;
      }
      for (int i = 0; i < count; i++) {
        if ((pages[i] & 1) != 0) { // the other bits differ from system to system
          resident++;
        } else if (!goesOnAfterAbsent.test(at + (long) i * pageSize)) {
          return resident;
        }
      }
    }
    return resident;
  }
}
