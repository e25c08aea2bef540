package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may begin: the room for mappings (L11), the limit (L4), the memory that
 * is left (L13). Asks the kernel rarely (docs/ledger.md, "What is sampled, and when"); refuses only
 * on numbers that are fresh.
 */
final class Admission {
  /** How often, and how long apart, to look for a moment without unclear calls. */
  private static final int CLEAR_VIEWS = 50;

  static final long CLEAR_VIEW_NANOS = 1_000_000;

  private final PageOperations operations;
  private final Ledger ledger;
  private final boolean overcommit;
  private final MappingEstimate mappings;
  private volatile Sample sample = Sample.NONE;

  Admission(PageOperations operations, Ledger ledger, boolean overcommit) {
    this.operations = operations;
    this.ledger = ledger;
    this.overcommit = overcommit;
    this.mappings = new MappingEstimate(operations);
  }

  /** Whether what is known already, and is fresh, lets a small request begin. */
  Ledger.Check quickCheck(LockMode mode) {
    return mode == LockMode.PLAIN && !overcommit ? populating : marking;
  }

  private final Ledger.Check marking = (newBytes, now) -> allowsQuickly(newBytes, now, false);
  private final Ledger.Check populating = (newBytes, now) -> allowsQuickly(newBytes, now, true);

  private boolean allowsQuickly(long newBytes, Ledger.Totals now, boolean populates) {
    Sample known = sample;
    return known.isFresh()
        && mappings.allowsQuickly(newBytes, now.intervals())
        && known.isWithinLimit(newBytes, now)
        && (!populates || known.isSmallForMemory(newBytes, now));
  }

  /**
   * Reserves what the request adds; may wait for a moment to look at the limit.
   *
   * @throws PageLockException LIMIT_EXCEEDED, NOT_PERMITTED
   */
  void admit(LockRequest request, LockMode mode) {
    List<LockRequest> whole = List.of(request);
    for (int earlier = 0; !tryAdmit(request, whole, mode, earlier); earlier++) {
      LockSupport.parkNanos(this, CLEAR_VIEW_NANOS);
    }
  }

  /**
   * Reserves what one range of a request adds, without waiting. The memory that all of them need is
   * looked at with the last one.
   *
   * @param whole all ranges of the request; those before this one are admitted
   * @param earlier how often this was tried before
   * @return false if calls that are under way make the limit unclear: try again in a millisecond
   * @throws PageLockException LIMIT_EXCEEDED, NOT_PERMITTED
   */
  boolean tryAdmit(LockRequest request, List<LockRequest> whole, LockMode mode, int earlier) {
    boolean last = request == whole.get(whole.size() - 1);
    boolean populates = last && mode == LockMode.PLAIN && !overcommit;
    boolean quick = !last || request.pages.byteCount() <= ChunkSizer.FIRST;
    if (quick && ledger.reserve(request, populates ? populating : marking)) {
      return true;
    }
    return admitOnFreshNumbers(request, whole, populates, earlier >= CLEAR_VIEWS);
  }

  private boolean admitOnFreshNumbers(
      LockRequest request, List<LockRequest> whole, boolean populates, boolean lastTry) {
    int intervals = ledger.totals().intervals();
    mappings.sampleIfDue(intervals);
    // First, because the rest takes longer to ask than a program that locks on at the limit has.
    Sample fresh = mappings.allows(1, intervals) || !sample.taken() ? sample() : sample;
    Verdict verdict = new Verdict(fresh);
    ledger.reserve(request, verdict);
    if (verdict.unclear && !lastTry) {
      return false;
    }
    if (verdict.exceeded != null) {
      int at = whole.indexOf(request);
      long before = whole.subList(0, at).stream().mapToLong(part -> part.reservedBytes).sum();
      // Nobody has counted yet what is held of the ranges after it.
      long later = byteCount(whole.subList(at + 1, whole.size()));
      throw refusal(whole, verdict.diagnosis(before, later), fresh);
    }
    // Reserved already, so that two requests cannot both count on the same memory.
    if (populates && fresh.memory().availableBytes() != MemoryRoom.UNKNOWN) {
      try {
        long own = whole.stream().mapToLong(part -> part.reservedBytes).sum();
        Diagnosis diagnosis = memoryProblem(byteCount(whole), () -> missing(whole), own, fresh);
        if (diagnosis != null) {
          throw refusal(whole, diagnosis, fresh);
        }
      } catch (Throwable refused) {
        ledger.unreserve(request);
        throw refused;
      }
    }
    return true;
  }

  /** Says what would make a plain request for these pages fail; reserves nothing. */
  Optional<Diagnosis> diagnose(Pages pages) {
    LockRequest request = new LockRequest(pages, operations, false, null);
    return diagnose(
        check -> ledger.reserve(request, check),
        pages.byteCount(),
        () -> missing(List.of(request)));
  }

  /** Says what would make a plain request fail for so many bytes that are nowhere yet. */
  Optional<Diagnosis> diagnose(long byteCount) {
    return diagnose(check -> check.allows(byteCount, ledger.totals()), byteCount, () -> byteCount);
  }

  private Optional<Diagnosis> diagnose(
      Consumer<Ledger.Check> look, long byteCount, LongSupplier missing) {
    mappings.sampleIfDue(ledger.totals().intervals());
    Sample fresh = sample();
    Verdict verdict = verdict(look, fresh);
    for (int earlier = 0; verdict.unclear && earlier < CLEAR_VIEWS; earlier++) {
      LockSupport.parkNanos(this, CLEAR_VIEW_NANOS);
      fresh = sample();
      verdict = verdict(look, fresh);
    }
    if (verdict.exceeded != null) {
      return Optional.of(verdict.diagnosis(0, 0));
    }
    return overcommit || fresh.memory().availableBytes() == MemoryRoom.UNKNOWN
        ? Optional.empty()
        : Optional.ofNullable(memoryProblem(byteCount, missing, 0, fresh));
  }

  private Verdict verdict(Consumer<Ledger.Check> look, Sample fresh) {
    Verdict verdict = new Verdict(fresh);
    look.accept(
        (newBytes, now) -> {
          verdict.allows(newBytes, now);
          return false;
        });
    return verdict;
  }

  private final class Verdict implements Ledger.Check {
    private final Sample fresh;
    @Nullable Bound exceeded;

    /** Calls that the kernel may or may not have counted make the difference. */
    boolean unclear;

    private long newBytes;
    private Ledger.Totals now = Sample.NONE.totals();

    Verdict(Sample fresh) {
      this.fresh = fresh;
    }

    @Override
    public boolean allows(long newBytes, Ledger.Totals now) {
      this.newBytes = newBytes;
      this.now = now;
      if (!mappings.allows(newBytes, now.intervals())) {
        exceeded = Bound.MAPPINGS;
      } else if (!fresh.isWithinLimit(newBytes, now)) {
        exceeded = Bound.LOCKED_BYTES;
        unclear = !fresh.exceedsLimit(newBytes, now);
      }
      return exceeded == null;
    }

    /** What is exceeded, with what the ranges before and after this one add. */
    Diagnosis diagnosis(long before, long later) {
      if (exceeded == Bound.MAPPINGS) {
        return mappings.diagnosis(now.intervals());
      }
      long needed = fresh.lockedWith(newBytes, now) + later;
      return Diagnoses.limit(
          fresh.limits(),
          before + newBytes + later,
          needed,
          fresh.foreignBytes(),
          operations.cure(Bound.LOCKED_BYTES, needed));
    }
  }

  /** The numbers belong together only if no page entered or left the book meanwhile. */
  private Sample sample() {
    Sample fresh = Sample.NONE;
    for (int attempt = 0; attempt < 3; attempt++) {
      Ledger.Totals before = ledger.totals();
      fresh = new Sample(operations.limits(), operations.memory(), before, System.nanoTime(), true);
      if (ledger.totals().bookedBytes() == before.bookedBytes()) {
        break;
      }
    }
    sample = fresh;
    return fresh;
  }

  private static PageLockException refusal(
      List<LockRequest> whole, Diagnosis diagnosis, Sample fresh) {
    PageLockException.Builder refusal =
        PageLockException.of(diagnosis, "lock", whole.get(0).pages.start(), byteCount(whole));
    boolean isOfLimit = diagnosis.cause() == Cause.LIMIT || diagnosis.cause() == Cause.LIMIT_ZERO;
    return (isOfLimit ? refusal.limits(fresh.limits()) : refusal).build();
  }

  /** L13: what is resident already needs no memory; counted only where it may make a difference. */
  private @Nullable Diagnosis memoryProblem(
      long byteCount, LongSupplier missingBytes, long own, Sample fresh) {
    long left = fresh.memory().availableBytes() / 100 * 95;
    long others = Math.max(0, ledger.totals().reservedBytes() - own);
    if (byteCount <= left - others) {
      return null;
    }
    long missing = missingBytes.getAsLong();
    return missing <= 0 || missing <= left - others
        ? null
        : Diagnoses.memory(
            missing, others, left, fresh.memory(), operations.cure(Bound.MEMORY, missing + others));
  }

  private static long byteCount(List<LockRequest> requests) {
    return requests.stream().mapToLong(part -> part.pages.byteCount()).sum();
  }

  private long missing(List<LockRequest> whole) {
    return whole.stream()
        .mapToLong(part -> Math.max(0, part.pages.byteCount() - residentBytes(part.pages)))
        .sum();
  }

  private long residentBytes(Pages pages) {
    if (!operations.capabilities().contains(Capability.RESIDENCY)) {
      return 0;
    }
    try {
      Residency residency = operations.residency(pages.start(), pages.byteCount());
      return residency.isKnown() ? residency.residentBytes() : 0;
    } catch (PageLockException notMapped) {
      // The kernel's own answer to the lock tells more than a count of what is missing.
      return pages.byteCount();
    }
  }
}
