package io.github.pagelock.internal.admit;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.MemoryInFlight;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.pages.PageSets;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * L13: refuses what takes more memory than is left. What costs time to find out is asked only where
 * it may make a difference: first of the request, then of all that are in flight.
 */
public final class MemoryGuard {
  private final PageOperations operations;
  private final Ledger ledger;
  private final MemoryInFlight inFlight;

  MemoryGuard(PageOperations operations, Ledger ledger) {
    this.operations = operations;
    this.ledger = ledger;
    this.inFlight = ledger.memory;
  }

  /** From now on until {@link #left} others count what they need; all ranges of a request. */
  void entered(List<Reservation> whole) {
    inFlight.enter(whole);
  }

  void left(Reservation reservation) {
    inFlight.leave(reservation);
  }

  /** The way that marks first: memory is taken by {@link #populated}, not by the lock. */
  public void marked(Reservation reservation, Pages chunk) {
    inFlight.marked(reservation, chunk.byteCount());
  }

  public void populated(Reservation reservation, Pages chunk) {
    inFlight.populated(reservation, chunk.byteCount());
  }

  /** Whether so few bytes may be locked on the strength of a sample. */
  boolean allowsQuickly(long newBytes, Totals now, Sample known) {
    return known.isSmallForMemory(newBytes + inFlight.unpopulatedBytes(), now);
  }

  /**
   * What is wrong with a request that has entered, if anything is.
   *
   * @param pages all of its pages, each once
   */
  @Nullable Diagnosis problem(List<Reservation> whole, List<Pages> pages, Sample fresh) {
    long others = ledger.reservedBesides(pages) + ledger.totals().lockingBytes();
    // What others have locked since the sample is not in it.
    others = Math.max(others, needed(fresh.totals()));
    return problem(pages, others + inFlight.unpopulatedBytes(), whole.get(0).memoryTurn, fresh);
  }

  /** As above, of pages that nobody has requested. */
  @Nullable Diagnosis problem(Pages pages, Sample fresh) {
    return problem(List.of(pages), fresh);
  }

  @Nullable Diagnosis problem(List<Pages> pages, Sample fresh) {
    return problem(pages, neededNow(), 0, fresh);
  }

  /** As above, of bytes that are nowhere yet. */
  @Nullable Diagnosis problem(long newBytes, Sample fresh) {
    MemoryRoom room = fresh.memory();
    if (room.availableBytes() == MemoryRoom.UNKNOWN) {
      return null;
    }
    return exceeded(LockCost.of(newBytes, 0), neededNow(), room)
        ? together(LockCost.of(newBytes, 0), List.of(), inFlight.before(0))
        : null;
  }

  private @Nullable Diagnosis problem(List<Pages> asked, long others, long turn, Sample fresh) {
    if (fresh.memory().availableBytes() == MemoryRoom.UNKNOWN) {
      return null;
    }
    List<PageSpan> spans = spans(asked);
    long bytes = spans.stream().mapToLong(PageSpan::byteCount).sum();
    if (bytes <= fresh.memory().usableBytes() - others) {
      return null;
    }
    LockCost cost = operations.cost(spans);
    if (cost.isNone() || (cost.newBytes() == 0 && others == 0)) {
      return null;
    }
    return exceeded(cost, others, operations.memoryWithout(cost.cachedBytes()))
        ? together(cost, asked, inFlight.before(turn))
        : null;
  }

  /**
   * What others have reserved is more than they need: part of it may be in RAM, or be the same
   * pages. So all of it is counted once, together.
   */
  private @Nullable Diagnosis together(LockCost cost, List<Pages> asked, List<Pages> before) {
    List<Pages> all = new ArrayList<>(asked);
    all.addAll(before);
    LockCost whole = before.isEmpty() ? cost : operations.cost(spans(all));
    if (asked.isEmpty() && !before.isEmpty()) {
      whole = whole.plus(cost);
    }
    MemoryRoom room = operations.memoryWithout(whole.cachedBytes());
    if (!exceeded(whole, 0, room)) {
      return null;
    }
    long others = Math.max(0, whole.newBytes() - cost.newBytes());
    return Diagnoses.memory(
        LockCost.of(cost.newBytes(), whole.cachedBytes()),
        others,
        room.usableBytes(),
        room,
        operations.cure(Bound.MEMORY, whole.newBytes() + whole.cachedBytes()));
  }

  /** What requests in flight need at most, but for what they have marked. */
  private static long needed(Totals now) {
    return now.reservedBytes() + now.lockingBytes();
  }

  private long neededNow() {
    return needed(ledger.totals()) + inFlight.unpopulatedBytes();
  }

  private static boolean exceeded(LockCost cost, long others, MemoryRoom room) {
    return cost.newBytes() + others > room.usableBytes();
  }

  /** Each page once, however many ranges it is in. */
  static List<PageSpan> spans(List<Pages> ranges) {
    return PageSets.union(ranges).stream()
        .map(pages -> new PageSpan(pages.start(), pages.byteCount()))
        .toList();
  }
}
