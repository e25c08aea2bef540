package io.github.pagelock.internal.admit;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.book.Check;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.PageSets;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.work.Pause;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may begin: the room for mappings (L11), the limit (L4), the memory that
 * is left (L13). Asks the kernel rarely (docs/ledger.md, "What is sampled, and when"); refuses only
 * on numbers that are fresh.
 */
public final class Admission {
  /** How often to look at short intervals for a moment without unclear calls. */
  static final int QUICK_LOOKS = 50;

  private static final long QUICK_LOOK_NANOS = 1_000_000;
  private static final long SLOW_LOOK_NANOS = 10_000_000;

  private final PageOperations operations;
  private final Ledger ledger;
  private final boolean overcommit;
  private final MappingEstimate mappings;
  private final MemoryGuard guard;
  private final ForeignLocks foreignLocks;
  private final Sampler sampler;

  public Admission(PageOperations operations, Ledger ledger, boolean overcommit) {
    this.operations = operations;
    this.ledger = ledger;
    this.overcommit = overcommit;
    this.sampler = new Sampler(operations, ledger);
    this.mappings = new MappingEstimate(operations);
    this.guard = new MemoryGuard(operations, ledger);
    this.foreignLocks = new ForeignLocks(operations, ledger);
  }

  public MemoryGuard guard() {
    return guard;
  }

  /** Gives back what is left of a reservation, if there is one; needs no memory. */
  public void end(@Nullable Reservation reservation) {
    if (reservation != null) {
      ledger.unreserve(reservation);
      guard.left(reservation);
    }
  }

  /** As above, but for the memory that is still to come. */
  public void unreserve(@Nullable Reservation reservation) {
    if (reservation != null) {
      ledger.unreserve(reservation);
    }
  }

  /** Whether what is known already, and is fresh, lets a small request begin. */
  public Check quickCheck(LockMode mode) {
    return mode == LockMode.PLAIN && !overcommit ? populating : marking;
  }

  private final Check marking = (newBytes, now) -> allowsQuickly(newBytes, now, false);
  private final Check populating = (newBytes, now) -> allowsQuickly(newBytes, now, true);

  private boolean allowsQuickly(long newBytes, Totals now, boolean populates) {
    Sample known = sampler.last();
    return known.isFresh()
        && mappings.allowsQuickly(newBytes, now.intervals())
        && known.isWithinLimit(newBytes, now)
        && (!populates || guard.allowsQuickly(newBytes, now, known));
  }

  /**
   * Reserves a range's pages; waits while calls of others make the limit unclear.
   *
   * @throws PageLockException LIMIT_EXCEEDED, NOT_PERMITTED
   */
  public void admit(Reservation reservation, LockMode mode) {
    List<Reservation> whole = List.of(reservation);
    for (int earlier = 0; !tryAdmit(whole, mode, earlier); earlier++) {
      Pause.uninterruptibly(nanosToNextLook(earlier));
    }
  }

  /**
   * When to try again.
   *
   * @param earlier how often it was tried before
   */
  public static long nanosToNextLook(int earlier) {
    return earlier < QUICK_LOOKS ? QUICK_LOOK_NANOS : SLOW_LOOK_NANOS;
  }

  /**
   * Reserves the pages of all ranges of a request, in the name of the first, without waiting.
   *
   * @param earlier how often this was tried before
   * @return false if calls that are under way make the limit unclear: nothing was reserved
   * @throws PageLockException LIMIT_EXCEEDED, NOT_PERMITTED
   */
  public boolean tryAdmit(List<Reservation> whole, LockMode mode, int earlier) {
    List<Pages> pages = PageSets.union(whole.stream().map(each -> each.pages).toList());
    boolean populates = mode == LockMode.PLAIN;
    if (PageSets.byteCount(pages) <= ChunkSizer.FIRST
        && ledger.reserve(whole.get(0), pages, populates && !overcommit ? populating : marking)) {
      if (populates) {
        guard.entered(whole);
      }
      return true;
    }
    return admitOnFreshNumbers(whole, pages, populates, earlier);
  }

  private boolean admitOnFreshNumbers(
      List<Reservation> whole, List<Pages> pages, boolean populates, int earlier) {
    Reservation first = whole.get(0);
    int intervals = ledger.totals().intervals();
    mappings.sampleIfDue(intervals);
    // First, because the rest takes longer to ask than a program that locks on at the limit has.
    boolean needsLimits = mappings.allows(1, intervals) || !sampler.last().taken();
    Sample fresh = needsLimits ? sampler.limits() : sampler.last();
    Look look = (asked, check) -> ledger.reserve(first, asked, check);
    Verdict verdict = judge(pages, look, fresh, earlier);
    if (verdict.unclear) {
      return false;
    }
    if (verdict.exceeded != null) {
      throw verdict.refusal(first.pages.start(), byteCount(whole));
    }
    try {
      if (needsLimits) {
        fresh = sampler.withMemory(fresh);
      }
      // Reserved already, so that two requests cannot both count on the same memory.
      if (populates) {
        guard.entered(whole);
        Diagnosis diagnosis = overcommit ? null : guard.problem(whole, pages, fresh);
        if (diagnosis != null) {
          throw LockFailure.of(diagnosis, "lock", first.pages.start(), byteCount(whole)).build();
        }
      }
    } catch (Throwable refused) {
      ledger.unreserve(first);
      whole.forEach(guard::left);
      throw refused;
    }
    return true;
  }

  /** Says what would make a plain request for these pages fail; reserves nothing. */
  public Optional<Diagnosis> diagnose(Pages pages) {
    List<Pages> whole = List.of(pages);
    return diagnose(
        (fresh, earlier) -> judge(whole, ledger::ask, fresh, earlier),
        fresh -> guard.problem(pages, fresh));
  }

  /** Says what would make a plain request fail for so many bytes that are nowhere yet. */
  public Optional<Diagnosis> diagnose(long byteCount) {
    return diagnose(
        (fresh, earlier) -> {
          Verdict verdict = verdict(fresh, earlier);
          verdict.allows(byteCount, ledger.totals());
          return verdict;
        },
        fresh -> guard.problem(byteCount, fresh));
  }

  /** Says whether these pages would take more than the memory that is left; reserves nothing. */
  public Optional<Diagnosis> memoryProblem(List<Pages> pages) {
    return overcommit
        ? Optional.empty()
        : Optional.ofNullable(guard.problem(pages, sampler.withMemory(sampler.limits())));
  }

  private Optional<Diagnosis> diagnose(
      BiFunction<Sample, Integer, Verdict> limit, Function<Sample, @Nullable Diagnosis> memory) {
    mappings.sampleIfDue(ledger.totals().intervals());
    Sample fresh = sampler.limits();
    Verdict verdict = limit.apply(fresh, 0);
    for (int earlier = 1; verdict.unclear && earlier <= QUICK_LOOKS; earlier++) {
      Pause.uninterruptibly(QUICK_LOOK_NANOS);
      fresh = sampler.limits();
      verdict = limit.apply(fresh, earlier);
    }
    if (verdict.exceeded != null && !verdict.unclear) {
      return Optional.of(verdict.diagnosis().get());
    }
    return overcommit
        ? Optional.empty()
        : Optional.ofNullable(memory.apply(sampler.withMemory(fresh)));
  }

  private Verdict verdict(Sample fresh, int earlier) {
    return new Verdict(operations, mappings, sampler, fresh, earlier);
  }

  /** How to have pages checked. */
  private interface Look {
    void at(List<Pages> pages, Check check);
  }

  /**
   * Pages that would exceed the limit are looked at again without those that others have locked.
   */
  private Verdict judge(List<Pages> pages, Look look, Sample fresh, int earlier) {
    Verdict verdict = verdict(fresh, earlier);
    look.at(pages, verdict);
    if (verdict.exceeded == Bound.LOCKED_BYTES && fresh.mayHaveForeignBytes()) {
      List<Pages> charged = foreignLocks.without(pages);
      if (charged != pages) {
        verdict = verdict(fresh, earlier);
        look.at(charged, verdict);
      }
    }
    return verdict;
  }

  private static long byteCount(List<Reservation> whole) {
    return whole.stream().mapToLong(each -> each.pages.byteCount()).sum();
  }
}
