package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import io.github.pagelock.jna.Mincore;
import io.github.pagelock.spi.Diagnoses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the first page of a range that no privilege could lock, and says why. */
final class UnlockablePage {
  static final Cure OF_A_HOLE =
      cure(
          "lock only what is mapped, and keep it mapped while it is locked;"
              + " MemoryRange.of(ByteBuffer) does that for a buffer");
  static final Cure OF_NO_ACCESS =
      cure("leave these pages out, or make them accessible before (mprotect)");

  private final Mincore mincore;
  private final int pageSize;

  UnlockablePage(Mincore mincore, int pageSize) {
    this.mincore = mincore;
    this.pageSize = pageSize;
  }

  private static Cure cure(String remedy) {
    return new Cure(Launcher.UNKNOWN, List.of(new Remedy(remedy, true)), List.of());
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
        return Optional.of(Diagnoses.noAccess(page(at, from, to), OF_NO_ACCESS));
      }
      long end = Math.min(to, mapping.end());
      if (mapping.isFile()) {
        long size = size(mapping);
        long beyond = size >= 0 ? firstBeyond(mapping, size, at) : end;
        if (beyond < end) {
          return Optional.of(
              Diagnoses.endOfFile(
                  page(beyond, from, to), mapping.name(), size, ofEnd(beyond - from)));
        }
        if (size < 0 && attempted) {
          long absent = firstAbsent(at, end);
          if (absent < end) {
            return Optional.of(ofNameless(mapping, page(absent, from, to), absent - from));
          }
        }
      }
      at = end;
    }
    return at < to ? Optional.of(Diagnoses.hole(page(at, from, to), OF_A_HOLE)) : Optional.empty();
  }

  static Cure ofEnd(long bytesBefore) {
    return cure(
        (bytesBefore == 0
                ? "lock nothing there"
                : "lock only the " + bytesBefore + " bytes before that page")
            + ", or let the file grow before");
  }

  /** The file has no name any more, so that its size is not known. */
  private static Diagnosis ofNameless(Mapping mapping, String page, long bytesBefore) {
    return new Diagnosis(
        Cause.END_OF_FILE,
        page
            + " cannot be read from "
            + mapping.name()
            + ": it probably lies beyond the file's end",
        ofEnd(bytesBefore));
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

  /** The file's size in bytes, or -1 if the name leads to another file or to none. */
  private static long size(Mapping mapping) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(Path.of(mapping.name()), "unix:ino,size");
      boolean same = attributes.get("ino") instanceof Long inode && inode == mapping.inode();
      return same && attributes.get("size") instanceof Long size ? size : -1;
    } catch (IOException | InvalidPathException | UnsupportedOperationException noName) {
      return -1;
    }
  }

  private String page(long page, long from, long to) {
    return Diagnoses.page(page, from, to - from, pageSize);
  }
}
