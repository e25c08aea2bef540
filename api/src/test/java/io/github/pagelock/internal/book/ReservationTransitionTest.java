package io.github.pagelock.internal.book;

import static io.github.pagelock.LockMode.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.internal.engine.EngineFixture;
import io.github.pagelock.internal.pages.PageSets;
import io.github.pagelock.internal.pages.Pages;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R1 to R4 of docs/ledger.md: which pages count as booked, which as reserved, and each once. */
class ReservationTransitionTest {
  private static final int PAGE = EngineFixture.PAGE;

  private final EngineFixture fixture = new EngineFixture();
  private final Ledger ledger = fixture.ledger;
  private long added;

  private Reservation request(int first, int count) {
    return new Reservation(fixture.pages(first, count));
  }

  private void reserve(Reservation request, Pages... pages) {
    assertTrue(
        ledger.reserve(
            request,
            List.of(pages),
            (newBytes, now) -> {
              added = newBytes;
              return true;
            }));
  }

  private void reserve(Reservation request) {
    reserve(request, request.pages);
  }

  private Claim claim(int first, int count) {
    Pages pages = fixture.pages(first, count);
    Claim claim =
        ledger.claimLock(Terms.of(fixture.kernel), PLAIN, pages.start(), pages.end(), null);
    assertNotNull(claim);
    return claim;
  }

  private void assertPages(int booked, int reserved) {
    assertEquals((long) booked * PAGE, ledger.totals().bookedBytes(), "booked");
    assertEquals((long) reserved * PAGE, ledger.totals().reservedBytes(), "reserved");
  }

  @AfterEach
  void nothingIsLeft() {
    fixture.assertNothingLeft();
  }

  @Test
  void whatTwoRequestsNeedCountsOnce() {
    Reservation first = request(0, 6);
    Reservation second = request(4, 6);
    reserve(first);
    reserve(second);
    assertEquals(4 * PAGE, added, "what the second adds");
    assertPages(0, 10);
    ledger.unreserve(first);
    assertPages(0, 6);
    ledger.unreserve(second);
    ledger.unreserve(second);
    assertPages(0, 0);
  }

  @Test
  void pagesThatEnterTheBookAreBookedAndNotReserved() {
    Reservation first = request(0, 6);
    Reservation second = request(0, 6);
    reserve(first);
    reserve(second);
    ledger.settleLocked(claim(0, 4));
    assertPages(4, 2);
    ledger.settleLocked(claim(0, 6));
    assertPages(6, 0);
    ledger.unreserve(first);
    ledger.unreserve(second);
    assertPages(6, 0);
    fixture.release(fixture.pages(0, 4), PLAIN);
    fixture.release(fixture.pages(0, 6), PLAIN);
  }

  @Test
  void whatOneRequestGivesUpIsReservedForTheOther() {
    Reservation first = request(0, 6);
    Reservation second = request(2, 6);
    reserve(first);
    reserve(second);
    Claim failed = claim(0, 4);
    assertPages(4, 4);
    ledger.unreserve(first);
    ledger.settleUnlocked(failed);
    assertPages(0, 6);
    Reservation third = request(2, 7);
    reserve(third);
    assertEquals(PAGE, added, "what a third one adds");
    ledger.unreserve(third);
    ledger.unreserve(second);
  }

  @Test
  void whatIsClosedBeforeAnotherHasComeToItIsReservedForThat() {
    fixture.lock(fixture.pages(0, 3), PLAIN);
    Reservation later = request(0, 4);
    reserve(later);
    assertEquals(PAGE, added);
    assertPages(3, 1);
    fixture.release(fixture.pages(0, 3), PLAIN);
    assertPages(0, 4);
    ledger.unreserve(later);
  }

  @Test
  void refusedPagesAreNotReserved() {
    Reservation request = request(0, 4);
    assertFalse(ledger.reserve(request, List.of(request.pages), (newBytes, now) -> false));
    assertPages(0, 0);
    ledger.unreserve(request);
  }

  @Test
  void pagesOfOthersAreThoseOfNoRangeOfTheRequest() {
    Reservation first = request(0, 6);
    Reservation second = request(4, 6);
    reserve(first);
    reserve(second);
    assertEquals(4 * PAGE, ledger.reservedBesides(List.of(second.pages)));
    assertEquals(
        3 * PAGE, ledger.reservedBesides(List.of(fixture.pages(0, 1), fixture.pages(4, 6))));
    ledger.unreserve(first);
    ledger.unreserve(second);
  }

  @Test
  void theUnionOfRangesIsAscendingAndWithoutOverlaps() {
    assertEquals(
        List.of(fixture.pages(0, 6), fixture.pages(8, 1)),
        PageSets.union(
            List.of(
                fixture.pages(8, 1),
                fixture.pages(4, 2),
                fixture.pages(0, 3),
                fixture.pages(1, 1),
                fixture.pages(2, 2))));
    assertEquals(
        List.of(fixture.pages(0, 1), fixture.pages(3, 2), fixture.pages(9, 1)),
        PageSets.minus(
            List.of(fixture.pages(0, 6), fixture.pages(8, 2)),
            List.of(fixture.pages(1, 2), fixture.pages(5, 4))));
  }
}
