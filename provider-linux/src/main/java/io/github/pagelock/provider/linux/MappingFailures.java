package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.posix.Rlimit;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MappingRoom;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a call failed that maps memory or changes a mapping. ENOMEM alone is
 * vm.max_map_count, RLIMIT_AS, RLIMIT_DATA or the commit limit.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/mprotect.2.html">mprotect(2)</a>
 */
final class MappingFailures {
  /** mm/mremap.c refuses before the others do: where less than 4 and the 2 of a split are left. */
  private static final int NEARLY_NONE = 6;

  /** Documentation/mm/overcommit-accounting.rst: never more than the commit limit. */
  private static final int NEVER_OVERCOMMIT = 2;

  /** A limit that counts what is mapped, whether it is used or not. */
  private enum ProcessLimit {
    ADDRESS_SPACE(Linux.RLIMIT_AS, "address space", "VmSize:", "-v", "LimitAS"),
    DATA(Linux.RLIMIT_DATA, "private memory that may be written", "VmData:", "-d", "LimitDATA");

    private final int resource;
    private final String what;
    private final String counted;
    private final String ulimit;
    private final String directive;

    ProcessLimit(int resource, String what, String counted, String ulimit, String directive) {
      this.resource = resource;
      this.what = what;
      this.counted = counted;
      this.ulimit = ulimit;
      this.directive = directive;
    }
  }

  private final LibC libc;
  private final ProcFs proc;
  private final Supplier<MappingRoom> mappings;
  private final LockFailures locks;
  private final Function<LockLimits, Cures> cures;
  private final String kernel;

  MappingFailures(
      LibC libc,
      ProcFs proc,
      Supplier<MappingRoom> mappings,
      LockFailures locks,
      Function<LockLimits, Cures> cures,
      String kernel) {
    this.libc = libc;
    this.proc = proc;
    this.mappings = mappings;
    this.locks = locks;
    this.cures = cures;
    this.kernel = kernel;
  }

  /** Of mmap, mprotect and the like. */
  PageLockException of(String call, int errno, long address, long byteCount) {
    if (errno == Linux.EAGAIN && call.equals("mmap")) {
      return locks.ofMapping(call, errno, address, byteCount);
    }
    Diagnosis diagnosis =
        errno == Linux.ENOMEM
            ? noMemory(byteCount)
            : Diagnoses.unknown("an error that is not expected of " + call);
    return failure(diagnosis, call, errno, address, byteCount);
  }

  /** Of memfd_secret. */
  PageLockException ofSecret(int errno, long address, long byteCount) {
    Diagnosis diagnosis =
        switch (errno) {
          case Linux.ENOSYS ->
              Diagnosis.of(
                  Cause.MISSING_CALL,
                  "this kernel ("
                      + kernel
                      + ") has no secret memory: it is there since 5.14, until 6.5 only where"
                      + " secretmem.enable=1 is on the kernel's command line, and a seccomp filter"
                      + " may answer as if it were not",
                  Cure.later(() -> cures.apply(LockLimits.ALL_UNKNOWN).noSecretMemory()));
          case Linux.EMFILE, Linux.ENFILE ->
              Diagnoses.unknown(
                  "secret memory takes a file descriptor for a moment, and none is left");
          default -> Diagnoses.unknown("an error that is not expected of memfd_secret");
        };
    return failure(diagnosis, "memfd_secret", errno, address, byteCount);
  }

  private static PageLockException failure(
      Diagnosis diagnosis, String call, int errno, long address, long byteCount) {
    return LockFailure.of(diagnosis, call, address, byteCount)
        .errno(errno, Linux.nameOf(errno))
        .build();
  }

  private Diagnosis noMemory(long byteCount) {
    String status = proc.read("/proc/self/status");
    return noMappingLeft()
        .or(() -> over(ProcessLimit.ADDRESS_SPACE, status, byteCount))
        .or(() -> over(ProcessLimit.DATA, status, byteCount))
        .or(this::overCommitLimit)
        .orElseGet(
            () ->
                Diagnoses.unknown(
                    "neither the number of mappings nor a limit on address space explains it; the"
                        + " kernel may have had no memory"));
  }

  private Optional<Diagnosis> noMappingLeft() {
    MappingRoom room = mappings.get();
    boolean isTold = room.count() != MappingRoom.UNKNOWN && room.max() != MappingRoom.UNKNOWN;
    if (!isTold || room.count() + NEARLY_NONE < room.max()) {
      return Optional.empty();
    }
    long needed = room.count() + NEARLY_NONE;
    return Optional.of(
        Diagnosis.of(
            Cause.MAPPINGS,
            "it takes a mapping more, or splits one, and the process has "
                + room.count()
                + " mappings of at most "
                + room.max(),
            Cure.later(() -> cures.apply(LockLimits.ALL_UNKNOWN).of(Bound.MAPPINGS, needed))));
  }

  private Optional<Diagnosis> over(ProcessLimit limit, @Nullable String status, long byteCount) {
    long soft = Rlimit.of(libc, limit.resource).softBytes();
    long now = ProcFs.field(status, limit.counted) * 1024;
    boolean binds = soft != LimitNumbers.UNLIMITED && soft != LimitNumbers.UNKNOWN;
    if (!binds || now < 0 || now + byteCount <= soft) {
      return Optional.empty();
    }
    return Optional.of(
        Diagnosis.of(
            Cause.MEMORY,
            "it adds "
                + byteCount
                + " bytes to "
                + now
                + " bytes of "
                + limit.what
                + ", and the limit on that is "
                + soft
                + " bytes",
            Cure.later(
                () ->
                    cures
                        .apply(LockLimits.ALL_UNKNOWN)
                        .ofProcessLimit(limit.ulimit, limit.directive))));
  }

  private Optional<Diagnosis> overCommitLimit() {
    if (proc.number("/proc/sys/vm/overcommit_memory") != NEVER_OVERCOMMIT) {
      return Optional.empty();
    }
    String memory = proc.read("/proc/meminfo");
    return Optional.of(
        Diagnosis.of(
            Cause.MEMORY,
            "vm.overcommit_memory is 2, and of "
                + ProcFs.field(memory, "CommitLimit:") * 1024
                + " bytes that all processes together may have, "
                + ProcFs.field(memory, "Committed_AS:") * 1024
                + " are given away",
            Cure.later(() -> cures.apply(LockLimits.ALL_UNKNOWN).moreToCommit())));
  }
}
