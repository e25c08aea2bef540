package io.github.pagelock.internal.book;

import io.github.pagelock.internal.pages.Pages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the book knows of a range on its way: the pages reserved in its name (R1 to R4), and its
 * turn for memory (L13).
 */
public final class Reservation {
  public final Pages pages;

  /** Disjoint; those of all ranges of a request. Guarded by the ledger's mutex. */
  List<Pages> reserved = List.of();

  /** Where it stands among those that may need memory, or 0. Guarded there, as are the next. */
  public long memoryTurn;

  @Nullable Reservation before;
  @Nullable Reservation after;

  /** Bytes marked on fault and not populated yet. */
  long unpopulatedBytes;

  public Reservation(Pages pages) {
    this.pages = pages;
  }
}
