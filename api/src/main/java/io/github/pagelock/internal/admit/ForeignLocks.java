package io.github.pagelock.internal.admit;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.pages.PageSets;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds pages that others in the process have locked. They are in the kernel's sum already, so that
 * locking them adds nothing where the kernel does not count twice. Asked only before a refusal.
 */
final class ForeignLocks {
  /** Of a range that is locked in part, as many spans are looked at. */
  private static final int MOST_SPANS = 1_024;

  private final PageOperations operations;
  private final Ledger ledger;

  ForeignLocks(PageOperations operations, Ledger ledger) {
    this.operations = operations;
    this.ledger = ledger;
  }

  /** The pages of a set but for those that are locked and not in the book. */
  List<Pages> without(List<Pages> pages) {
    boolean canTell =
        operations.capabilities().contains(Capability.RELOCK_IS_FREE)
            && operations.capabilities().contains(Capability.VERIFY);
    if (!canTell) {
      return pages;
    }
    List<Pages> locked = new ArrayList<>();
    try {
      find(ledger.absent(pages), locked);
    } catch (PageLockException cannotTell) {
      return pages;
    }
    return locked.isEmpty() ? pages : PageSets.minus(pages, PageSets.union(locked));
  }

  private void find(List<Pages> absent, List<Pages> locked) {
    int pageSize = operations.pageSize();
    List<Pages> asked = absent;
    int left = MOST_SPANS;
    while (!asked.isEmpty() && asked.size() <= left) {
      left -= asked.size();
      List<KernelState> states =
          operations.verify(
              asked.stream().map(span -> new PageSpan(span.start(), span.byteCount())).toList());
      List<Pages> halves = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        Pages span = asked.get(i);
        switch (states.get(i)) {
          case LOCKED, ON_FAULT, NOT_RESIDENT -> locked.add(span);
          case PARTLY -> {
            long pagesOfHalf = span.byteCount() / pageSize / 2;
            if (pagesOfHalf > 0) {
              long middle = span.start() + pagesOfHalf * pageSize;
              halves.add(new Pages(span.start(), middle));
              halves.add(new Pages(middle, span.end()));
            }
          }
          default -> {} // NOT_LOCKED, NOT_MAPPED, UNKNOWN
        }
      }
      asked = halves;
    }
  }
}
