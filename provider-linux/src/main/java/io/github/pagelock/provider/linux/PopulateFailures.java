package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Remedy;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageDiagnoses;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds out why pages could not be populated. It is never a limit on locked memory: populating
 * locks nothing. EFAULT is a page beyond the end of its file, an I/O error, or a hole for which its
 * file system has no room; EHWPOISON is broken memory.
 */
final class PopulateFailures {
  static final Cure OF_AN_IO_ERROR =
      cure(
          "look for the error in the kernel's log (dmesg), and replace the disk or the file, or lock"
              + " only what can be read",
          "locking again before that: mlock itself never returns from an I/O error");

  static final Cure OF_HUGE_PAGES =
      cure("as root run `sysctl -w vm.nr_hugepages=N` with a larger N than now");

  private final ProcMaps maps;
  private final MappingQuery query;
  private final UnlockablePage unlockable;
  private final PagePresence presence;
  private final FileSystemRoom room;
  private final int pageSize;

  PopulateFailures(
      ProcMaps maps,
      MappingQuery query,
      UnlockablePage unlockable,
      PagePresence presence,
      FileSystemRoom room,
      int pageSize) {
    this.maps = maps;
    this.query = query;
    this.unlockable = unlockable;
    this.presence = presence;
    this.room = room;
    this.pageSize = pageSize;
  }

  private static Cure cure(String remedy, String... inVain) {
    return Cure.of(Launcher.UNKNOWN, List.of(Remedy.of(remedy, false)), List.of(inVain));
  }

  /** Whether a lock of the same pages must not be tried: mlock would never return. */
  static boolean isFinal(int errno) {
    return errno == Linux.EFAULT || errno == Linux.EHWPOISON;
  }

  PageLockException of(int errno, long address, long byteCount) {
    return exception(diagnosis(errno, address, address + byteCount), errno, address, byteCount);
  }

  /** Before the kernel was asked. */
  static PageLockException refusal(Diagnosis diagnosis, long address, long byteCount) {
    return LockFailure.of(diagnosis, "mlock", address, byteCount).build();
  }

  static PageLockException exception(Diagnosis diagnosis, int errno, long address, long byteCount) {
    return LockFailure.of(diagnosis, "madvise", address, byteCount)
        .errno(errno, Linux.nameOf(errno))
        .build();
  }

  /** What is now mapped so that no lock of it can succeed. */
  Optional<Diagnosis> unmapped(List<Mapping> mappings, long from, long to) {
    return unlockable.first(mappings, from, to, false);
  }

  private Diagnosis diagnosis(int errno, long from, long to) {
    long absent = presence.firstAbsent(from, to);
    if (absent == to) {
      return Diagnoses.unknown("a page could not be made resident just then, and is now");
    }
    String page = PageDiagnoses.page(absent, from, to - from, pageSize);
    try {
      List<Mapping> mappings = query.overlapping(absent, absent + pageSize, maps);
      if (mappings.isEmpty()) {
        return PageDiagnoses.hole(page, UnlockablePage.OF_A_HOLE);
      }
      Mapping mapping = mappings.get(0);
      return mapping.isFile() && mapping.accessible()
          ? ofFile(errno, mapping, absent, page)
          : PageDiagnoses.noAccess(page, UnlockablePage.OF_NO_ACCESS);
    } catch (IOException cannotTell) {
      return Diagnoses.unknown("/proc/self/maps, which would tell why, cannot be read");
    }
  }

  private Diagnosis ofFile(int errno, Mapping mapping, long absent, String page) {
    MappedFile file = MappedFile.byAllMeans(mapping);
    long offset = mapping.offsetOf(absent);
    if (errno == Linux.EHWPOISON) {
      return Diagnosis.of(
          Cause.IO_ERROR,
          page + " of " + mapping.name() + ", offset " + offset + ", is in memory that is broken",
          OF_AN_IO_ERROR);
    }
    if (!file.isFound()) {
      return Diagnosis.of(
          Cause.END_OF_FILE,
          page
              + " cannot be read from "
              + mapping.name()
              + ", offset "
              + offset
              + ": it lies beyond the file's end, or is an I/O error; the file has no name any more",
          UnlockablePage.ofEnd(mapping, absent));
    }
    if (offset >= file.size()) {
      return PageDiagnoses.endOfFile(
          page, mapping.name(), file.size(), UnlockablePage.ofEnd(mapping, absent));
    }
    if (mapping.name().startsWith("/anon_hugepage") || room.isHuge(file.path())) {
      return Diagnosis.of(
          Cause.FILE_SYSTEM_FULL,
          page + " is a huge page, and their pool is used up (HugePages_Free in /proc/meminfo)",
          OF_HUGE_PAGES);
    }
    long free = room.freeBytes(file.path());
    return free >= 0 && free < pageSize
        ? Diagnoses.fileSystemFull(mapping.name(), pageSize, free, FileSystemRoom.CURE)
        : PageDiagnoses.ioError(page, mapping.name(), offset, OF_AN_IO_ERROR);
  }
}
