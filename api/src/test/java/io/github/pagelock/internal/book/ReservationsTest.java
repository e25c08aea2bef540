package io.github.pagelock.internal.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.internal.pages.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Pages that several requests are going to lock, against a counter for each page. */
class ReservationsTest {
  private static final int PAGE = FakeKernel.PAGE;
  private static final int PAGES = 40;

  private final long seed = Long.getLong("pagelock.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Reservations reservations = new Reservations();
  private final int[] model = new int[PAGES];
  private final List<Pages> live = new ArrayList<>();

  private Pages any() {
    int first = random.nextInt(PAGES);
    return new Pages(
        (long) first * PAGE, (first + 1L + random.nextInt(Math.min(12, PAGES - first))) * PAGE);
  }

  private void count(Pages pages, int more) {
    for (long at = pages.start(); at < pages.end(); at += PAGE) {
      model[(int) (at / PAGE)] += more;
    }
  }

  private long expected(Pages pages) {
    long bytes = 0;
    for (long at = pages.start(); at < pages.end(); at += PAGE) {
      bytes += model[(int) (at / PAGE)] > 0 ? PAGE : 0;
    }
    return bytes;
  }

  @Test
  void anyOrderOfBeginningsAndEndsAgreesWithACounterForEachPage() {
    for (int i = 0; i < 100_000; i++) {
      if (live.size() > random.nextInt(10)) {
        Pages ended = live.remove(random.nextInt(live.size()));
        reservations.remove(ended);
        count(ended, -1);
      } else {
        Pages begun = any();
        reservations.add(begun);
        count(begun, 1);
        live.add(begun);
      }
      Pages asked = any();
      assertEquals(
          expected(asked),
          reservations.bytesIn(asked.start(), asked.end()),
          () -> asked + " of " + live + ", seed " + seed);
    }
    live.forEach(reservations::remove);
    assertTrue(reservations.isEmpty(), "nothing is left of those that have ended");
  }

  @Test
  void sharedBoundariesLeaveNothingBehind() {
    Pages low = new Pages(0, PAGE);
    Pages high = new Pages(PAGE, 2 * PAGE);
    reservations.add(low);
    reservations.add(high);
    reservations.add(low);
    reservations.remove(low);
    assertEquals(2 * PAGE, reservations.bytesIn(0, 9 * PAGE));
    reservations.remove(low);
    assertEquals(PAGE, reservations.bytesIn(0, 9 * PAGE));
    reservations.remove(high);
    assertTrue(reservations.isEmpty());
  }
}
