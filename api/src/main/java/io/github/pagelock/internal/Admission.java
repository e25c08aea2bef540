package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may begin: the room for mappings (L11), the limit (L4), the memory that
 * is left (L13). Asks the kernel rarely (docs/ledger.md, "What is sampled, and when"); refuses only
 * on numbers that are fresh.
 */
final class Admission {
  private static final long SAMPLE_NANOS = 1_000_000_000;

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

  /** What the kernel said, and what the book held then. */
  private record Sample(
      LockLimits limits, MemoryRoom memory, Ledger.Totals totals, long nanoTime, boolean taken) {
    static final Sample NONE =
        new Sample(
            LockLimits.ALL_UNKNOWN,
            MemoryRoom.ALL_UNKNOWN,
            new Ledger.Totals(0, 0, 0, 0),
            0,
            false);

    boolean isFresh() {
      return taken && System.nanoTime() - nanoTime < SAMPLE_NANOS;
    }

    /** Bytes that the process would have locked, at least. */
    long lockedWith(long newBytes, Ledger.Totals now) {
      return limits.lockedBytes()
          + (now.bookedBytes() - totals.bookedBytes())
          + now.reservedBytes()
          + newBytes;
    }

    boolean exceedsLimit(long newBytes, Ledger.Totals now) {
      return mayBind(newBytes) && lockedWith(newBytes, now) > limits.softBytes();
    }

    /** False also where calls were under way that the kernel may not have counted yet. */
    boolean isWithinLimit(long newBytes, Ledger.Totals now) {
      return !mayBind(newBytes)
          || lockedWith(newBytes, now) + totals.lockingBytes() <= limits.softBytes();
    }

    private boolean mayBind(long newBytes) {
      return newBytes > 0 && limits.binds() && limits.lockedBytes() != LockLimits.UNKNOWN;
    }

    /** So little that nobody needs to look which of the pages are resident. */
    boolean isSmallForMemory(long newBytes, Ledger.Totals now) {
      long since = now.bookedBytes() - totals.bookedBytes() + now.reservedBytes();
      return memory.availableBytes() == MemoryRoom.UNKNOWN
          || Math.max(0, since) + newBytes <= memory.availableBytes() / 16;
    }
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
    Verdict verdict = reserveOrSay(request, fresh);
    if (verdict.unclear && !lastTry) {
      return false;
    }
    if (verdict.exceeded == Bound.MAPPINGS) {
      throw mappings.refusal(request.pages, verdict.now.intervals());
    }
    if (verdict.exceeded == Bound.LOCKED_BYTES) {
      throw limitRefusal(request, whole, fresh, verdict);
    }
    // Reserved already, so that two requests cannot both count on the same memory.
    if (populates && fresh.memory().availableBytes() != MemoryRoom.UNKNOWN) {
      try {
        checkMemory(whole, fresh);
      } catch (Throwable refused) {
        ledger.unreserve(request);
        throw refused;
      }
    }
    return true;
  }

  private static final class Verdict {
    @Nullable Bound exceeded;

    /** Calls that the kernel may or may not have counted make the difference. */
    boolean unclear;

    long newBytes;
    Ledger.Totals now = Sample.NONE.totals();
  }

  private Verdict reserveOrSay(LockRequest request, Sample fresh) {
    Verdict verdict = new Verdict();
    ledger.reserve(
        request,
        (newBytes, now) -> {
          verdict.newBytes = newBytes;
          verdict.now = now;
          if (!mappings.allows(newBytes, now.intervals())) {
            verdict.exceeded = Bound.MAPPINGS;
          } else if (!fresh.isWithinLimit(newBytes, now)) {
            verdict.exceeded = Bound.LOCKED_BYTES;
            verdict.unclear = !fresh.exceedsLimit(newBytes, now);
          }
          return verdict.exceeded == null;
        });
    return verdict;
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

  private PageLockException limitRefusal(
      LockRequest refused, List<LockRequest> whole, Sample fresh, Verdict verdict) {
    int at = whole.indexOf(refused);
    long before = whole.subList(0, at).stream().mapToLong(part -> part.reservedBytes).sum();
    // Nobody has counted yet what is held of the ranges after it.
    long later =
        whole.subList(at + 1, whole.size()).stream()
            .mapToLong(part -> part.pages.byteCount())
            .sum();
    long needed = fresh.lockedWith(verdict.newBytes, verdict.now) + later;
    return Refusals.limit(
        whole,
        before + verdict.newBytes + later,
        needed,
        fresh.limits(),
        operations.remedy(Bound.LOCKED_BYTES, needed));
  }

  /** L13: what is resident already needs no memory; counted only where it may make a difference. */
  private void checkMemory(List<LockRequest> whole, Sample fresh) {
    long left = fresh.memory().availableBytes() / 100 * 95;
    long own = whole.stream().mapToLong(part -> part.reservedBytes).sum();
    long others = Math.max(0, ledger.totals().reservedBytes() - own);
    if (whole.stream().mapToLong(part -> part.pages.byteCount()).sum() + others <= left) {
      return;
    }
    long missing =
        whole.stream()
            .mapToLong(part -> Math.max(0, part.pages.byteCount() - residentBytes(part.pages)))
            .sum();
    if (missing > 0 && missing + others > left) {
      throw Refusals.memory(
          whole,
          missing,
          others,
          left,
          fresh.memory(),
          operations.remedy(Bound.MEMORY, missing + others));
    }
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
