package io.github.pagelock.internal.kernel;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.List;

/**
 * T13: a call for pages that are held already, which the limit has refused. Whether that matters,
 * the kernel is asked: other memory may have come to lie there.
 */
final class RefusedRepeat {
  private RefusedRepeat() {}

  /** Whether all these pages, which are held, are locked as the mode wants them. */
  static boolean isHarmless(
      PageOperations operations, Pages held, LockMode mode, Throwable failure) {
    if (!(failure instanceof PageLockException refused)
        || !isOfLimit(refused.reason())
        || !operations.capabilities().contains(Capability.VERIFY)) {
      return false;
    }
    try {
      PageSpan span = new PageSpan(held.start(), held.byteCount());
      return suffices(operations.verify(List.of(span)).get(0), mode);
    } catch (RuntimeException cannotTell) {
      refused.addSuppressed(cannotTell);
      return false;
    }
  }

  /** A limit of 0 is NOT_PERMITTED. */
  private static boolean isOfLimit(Reason reason) {
    return reason == Reason.LIMIT_EXCEEDED || reason == Reason.NOT_PERMITTED;
  }

  private static boolean suffices(KernelState state, LockMode mode) {
    return switch (state) {
      case LOCKED -> true;
      case ON_FAULT, NOT_RESIDENT -> mode == LockMode.ON_FAULT;
      default -> false; // PARTLY, NOT_LOCKED, NOT_MAPPED, UNKNOWN
    };
  }
}
