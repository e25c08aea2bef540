package io.github.pagelock.internal.admit;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.book.Check;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether pages fit beside what is locked, by fresh numbers (L4, L11). */
final class Verdict implements Check {
  private final PageOperations operations;
  private final MappingEstimate mappings;
  private final Sampler sampler;
  private final Sample fresh;
  private final int earlier;
  @Nullable Bound exceeded;

  /** Calls that the kernel may or may not have counted make the difference. */
  boolean unclear;

  private long newBytes;
  private Totals now = Totals.NONE;

  /** By which it exceeds the limit. */
  private Sample told;

  /**
   * By a sample.
   *
   * @param earlier how often the same was asked before
   */
  Verdict(
      PageOperations operations,
      MappingEstimate mappings,
      Sampler sampler,
      Sample fresh,
      int earlier) {
    this.operations = operations;
    this.mappings = mappings;
    this.sampler = sampler;
    this.fresh = fresh;
    this.earlier = earlier;
    this.told = fresh;
  }

  @Override
  public boolean allows(long newBytes, Totals now) {
    this.newBytes = newBytes;
    this.now = now;
    if (!mappings.allows(newBytes, now.intervals())) {
      exceeded = Bound.MAPPINGS;
    } else if (!fresh.isWithinLimit(newBytes, now)) {
      exceedsUnlessClear(newBytes, now);
    }
    return exceeded == null;
  }

  private void exceedsUnlessClear(long newBytes, Totals now) {
    Sample lastClear = sampler.clear();
    boolean sure = fresh.exceedsLimit(newBytes, now);
    if (!sure && fresh.isWithinLimitBy(lastClear, newBytes, now)) {
      return;
    }
    exceeded = Bound.LOCKED_BYTES;
    boolean clearEnough = earlier >= Admission.QUICK_LOOKS && lastClear.isFresh();
    unclear = !sure && !clearEnough;
    told = sure ? fresh : lastClear;
  }

  /**
   * Says what is exceeded. The numbers are those of now, the sentence is made when it is asked for.
   */
  Supplier<Diagnosis> diagnosis() {
    if (exceeded == Bound.MAPPINGS) {
      return mappings.diagnosis(now.intervals());
    }
    LockLimits limits = fresh.limits();
    long added = newBytes;
    long needed = told.lockedWith(newBytes, now);
    long foreign = told.foreignBytes();
    Cure cure = operations.cure(Bound.LOCKED_BYTES, needed);
    return () -> Diagnoses.limit(limits, added, needed, foreign, cure);
  }

  PageLockException refusal(long address, long byteCount) {
    boolean isOfLimit = exceeded == Bound.LOCKED_BYTES;
    Cause cause = isOfLimit ? Diagnoses.causeOfLimit(fresh.limits()) : Cause.MAPPINGS;
    LockFailure refusal = LockFailure.of(cause, diagnosis(), "lock", address, byteCount);
    return (isOfLimit ? refusal.limits(fresh.limits()) : refusal).build();
  }
}
