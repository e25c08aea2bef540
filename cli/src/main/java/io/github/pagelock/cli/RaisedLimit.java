package io.github.pagelock.cli;

import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --raise-limit} did.
 *
 * @param softBefore the soft limit before: bytes, or "unlimited"; null if it is not known
 * @param soft the soft limit now
 * @param hard the hard limit
 * @param notRaisedBecause why nothing was raised; null if it was
 */
record RaisedLimit(
    @Nullable Object softBefore,
    @Nullable Object soft,
    @Nullable Object hard,
    @Nullable String notRaisedBecause) {

  /** Raises it, and says so. That it cannot be raised is said; locking tells what that means. */
  static RaisedLimit raise(PageLocker locker, Output output) {
    LockLimits before;
    LockLimits now;
    try {
      before = locker.limits();
      now = locker.raiseLimit();
    } catch (PageLockException cannot) {
      String why = Errors.describe(cannot);
      output.complain("the limit on locked memory is not raised: " + why);
      return new RaisedLimit(null, null, null, why);
    }
    boolean raised = !now.soft().equals(before.soft());
    String was = Text.limit(before.soft());
    String why = "the soft limit is the hard one already";
    output.say(
        raised
            ? "raised the soft limit on locked memory from " + was + " to " + Text.limit(now.soft())
            : "the limit on locked memory stays " + was + ": " + why);
    return new RaisedLimit(
        DoctorReport.Limits.bytes(before.soft()),
        DoctorReport.Limits.bytes(now.soft()),
        DoctorReport.Limits.bytes(now.hard()),
        raised ? null : why);
  }

  /** What a refused lock may say more: that this command could raise the limit itself. */
  static String cure(Throwable refused) {
    if (!(refused instanceof PageLockException failure) || failure.limits().isEmpty()) {
      return "";
    }
    LockLimits limits = failure.limits().get();
    boolean hasRoom = limits.hard().isKnown() && !limits.hard().equals(limits.soft());
    long needed = limits.lockedBytes().orElse(0) + failure.byteCount();
    boolean isOfLimit = limits.binds() && !limits.soft().allows(needed);
    return isOfLimit && hasRoom && limits.hard().allows(needed)
        ? ". Or give --raise-limit: the hard limit is " + Text.limit(limits.hard())
        : "";
  }
}
