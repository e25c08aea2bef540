package io.github.pagelock.internal;

import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.MemoryRoom;
import java.util.List;
import java.util.Optional;

/** What a request is told that may not begin: the numbers are those of all its ranges. */
final class Refusals {
  private Refusals() {}

  /** L4. */
  static PageLockException limit(
      List<LockRequest> whole,
      long added,
      long needed,
      LockLimits limits,
      Optional<Remedy> remedy) {
    boolean none = limits.softBytes() == 0;
    return of(none ? Reason.NOT_PERMITTED : Reason.LIMIT_EXCEEDED, whole)
        .because(
            none
                ? "the limit on locked memory is 0 bytes, so this process may lock none"
                : (whole.size() == 1 ? "it adds " : "its " + whole.size() + " ranges add ")
                    + added
                    + " bytes to what is locked or being locked, "
                    + needed
                    + " bytes in all, and the limit on locked memory is "
                    + limits.softBytes()
                    + " bytes")
        .limits(limits)
        .remedy(remedy.orElse(null))
        .build();
  }

  /** L13. */
  static PageLockException memory(
      List<LockRequest> whole,
      long missing,
      long others,
      long left,
      MemoryRoom memory,
      Optional<Remedy> remedy) {
    return of(Reason.LIMIT_EXCEEDED, whole)
        .because(
            missing
                + " bytes of it are not in RAM yet, other requests wait for "
                + others
                + " bytes, and "
                + memory.boundBy()
                + " leaves "
                + left
                + " bytes (5 % are kept free), so the kernel would have to kill a process")
        .remedy(remedy.orElse(null))
        .build();
  }

  private static PageLockException.Builder of(Reason reason, List<LockRequest> whole) {
    return PageLockException.of(
        reason,
        "lock",
        whole.get(0).pages.start(),
        whole.stream().mapToLong(part -> part.pages.byteCount()).sum());
  }
}
