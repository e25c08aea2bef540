package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.posix.Remedies;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.spi.PageDiagnoses;
import java.util.List;
import java.util.Optional;

/** Finds the first page of a range that no privilege could lock, and says why. */
final class UnlockablePage {
  static final Cure OF_A_HOLE = cure(Remedies.OF_A_HOLE);
  static final Cure OF_NO_ACCESS =
      cure("leave these pages out, or make them accessible before (mprotect)");

  static final Cure OF_SECRET_MEMORY =
      cure("touch each page of it, and lock it alone, or not at all: it never leaves RAM");

  private final Mincore mincore;
  private final int pageSize;

  UnlockablePage(Mincore mincore, int pageSize) {
    this.mincore = mincore;
    this.pageSize = pageSize;
  }

  private static Cure cure(String remedy) {
    return Cure.of(Launcher.UNKNOWN, List.of(Remedy.of(remedy, true)), List.of());
  }

  /**
   * Where it is and why; empty if there is none.
   *
   * @param attempted whether the kernel was asked to populate the range already: it went up to the
   *     page that it could not have
   */
  Optional<Diagnosis> first(List<Mapping> mappings, long from, long to, boolean attempted) {
    long at = from;
    for (Mapping mapping : mappings) {
      if (mapping.start() > at) {
        break;
      }
      if (!mapping.accessible()) {
        return Optional.of(PageDiagnoses.noAccess(page(at, from, to), OF_NO_ACCESS));
      }
      long end = Math.min(to, mapping.end());
      if (mapping.isSecret()) {
        long absent = firstAbsent(at, end);
        if (attempted || absent < end) {
          return Optional.of(ofSecret(page(Math.min(absent, end - pageSize), from, to)));
        }
      } else if (mapping.isFile()) {
        long size = MappedFile.byName(mapping).size();
        long beyond = size >= 0 ? firstBeyond(mapping, size, at) : end;
        if (beyond < end) {
          return Optional.of(
              PageDiagnoses.endOfFile(
                  page(beyond, from, to), mapping.name(), size, ofEnd(mapping, beyond)));
        }
        if (size < 0 && attempted) {
          long absent = firstAbsent(at, end);
          if (absent < end) {
            return Optional.of(ofNameless(mapping, page(absent, from, to), absent));
          }
        }
      }
      at = end;
    }
    return at < to
        ? Optional.of(PageDiagnoses.hole(page(at, from, to), OF_A_HOLE))
        : Optional.empty();
  }

  /** Says it of the file: the call that failed may be for a chunk in the middle of the range. */
  static Cure ofEnd(Mapping mapping, long page) {
    return cure(
        (page <= mapping.start()
                ? "lock nothing there"
                : "lock only up to offset " + mapping.offsetOf(page) + " of the file")
            + ", or let the file grow before");
  }

  /** The file has no name any more, so that its size is not known. */
  private static Diagnosis ofNameless(Mapping mapping, String page, long absent) {
    return Diagnosis.of(
        Cause.END_OF_FILE,
        page
            + " cannot be read from "
            + mapping.name()
            + ": it probably lies beyond the file's end",
        ofEnd(mapping, absent));
  }

  private static Diagnosis ofSecret(String page) {
    return Diagnosis.of(
        Cause.SECRET_MEMORY,
        page
            + " is memory of memfd_secret, which is locked by nature from its first touch on and"
            + " takes no other lock; pages that nobody has touched cannot be made resident from"
            + " outside",
        OF_SECRET_MEMORY);
  }

  private long firstBeyond(Mapping mapping, long size, long from) {
    return Math.max(from, mapping.start() + roundUp(size) - mapping.offset());
  }

  private long firstAbsent(long from, long to) {
    long resident = Math.max(0, mincore.residentPagesUntilOneIsNot(from, to));
    return from + resident * pageSize;
  }

  private long roundUp(long bytes) {
    return (bytes + pageSize - 1) / pageSize * pageSize;
  }

  private String page(long page, long from, long to) {
    return PageDiagnoses.page(page, from, to - from, pageSize);
  }
}
