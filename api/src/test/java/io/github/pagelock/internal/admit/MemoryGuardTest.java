package io.github.pagelock.internal.admit;

import static io.github.pagelock.LockMode.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.engine.EngineFixture;
import io.github.pagelock.internal.engine.TestEngine;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.PageSpan;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several requests that want the same memory (L13), and what is asked for it. */
class MemoryGuardTest {
  private static final long MIB = 1 << 20;

  /** Pages of 1 MiB: a request of five is one of two chunks. */
  private final FakeKernel kernel = new FakeKernel((int) MIB);

  private final Ledger ledger = new Ledger();
  private final long base = kernel.map(400);
  private final AtomicInteger costs = new AtomicInteger();
  private final TestEngine engine = engine();

  private TestEngine engine() {
    kernel.setAvailableBytes(100 * MIB);
    ForwardingOperations counting =
        new ForwardingOperations(kernel) {
          @Override
          public LockCost cost(List<PageSpan> spans) {
            costs.incrementAndGet();
            return super.cost(spans);
          }
        };
    return new TestEngine(counting, ledger);
  }

  @AfterEach
  void nobodyIsLeftInFlight() {
    assertEquals(List.of(), ledger.memory.before(0));
    assertEquals(0, ledger.memory.unpopulatedBytes());
  }

  private Pages pages(int first, int count) {
    return new Pages(base + first * MIB, base + (first + count) * MIB);
  }

  private long at(int page) {
    return base + page * MIB;
  }

  /** Whether a second request may begin while the first one stands in its first call. */
  private boolean goesBeside(Pages first, Pages second) throws Exception {
    Gate gate = kernel.stopAt(call -> call.covers(first.start()));
    CompletableFuture<Void> lock = EngineFixture.asyncRun(() -> engine.lock(first, PLAIN));
    gate.awaitReached();
    Reservation request = new Reservation(second);
    try {
      return engine.admission().tryAdmit(List.of(request), PLAIN, 0);
    } catch (PageLockException refused) {
      assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
      return false;
    } finally {
      engine.admission().end(request);
      gate.release();
      EngineFixture.get(lock);
    }
  }

  @Test
  void twoFilesHalfInThePageCacheAreCountedTogether() throws Exception {
    kernel.cache(at(0), 25 * MIB);
    kernel.cache(at(100), 25 * MIB);
    assertEquals(false, goesBeside(pages(0, 50), pages(100, 50)));
  }

  @Test
  void whatIsInThePageCacheCannotBeWhatAnotherCountsOn() throws Exception {
    kernel.cache(at(100), 40 * MIB);
    // Nothing new, but the 90 of the first need the 40 to be reclaimed.
    assertEquals(false, goesBeside(pages(0, 90), pages(100, 40)));
  }

  @Test
  void theSameRangeIsCountedOnce() throws Exception {
    assertTrue(goesBeside(pages(0, 60), pages(0, 60)));
    assertTrue(goesBeside(pages(0, 60), pages(30, 60)));
  }

  @Test
  void whatOthersHaveInRamAlreadyNeedsNothing() throws Exception {
    kernel.touch(at(0), 60 * MIB);
    assertTrue(goesBeside(pages(0, 60), pages(100, 60)));
  }

  @Test
  void theRefusalTellsTheNumbers() {
    kernel.cache(at(0), 40 * MIB);
    kernel.read(at(40), 10 * MIB);
    String message =
        String.valueOf(
            assertThrows(PageLockException.class, () -> engine.lock(pages(0, 98), PLAIN))
                .getMessage());
    assertTrue(message.contains("it takes " + 58 * MIB + " bytes more of RAM"), message);
    assertTrue(message.contains(40 * MIB + " bytes of page cache are the range's own"), message);
    assertTrue(message.contains("leaves " + 60 * MIB / 100 * 95 + " bytes (5 %"), message);
  }

  @Test
  void theCostIsAskedOnlyOfWhatIsBiggerThanWhatIsLeft() {
    for (int i = 0; i < 20; i++) {
      engine.lock(pages(2 * i, 1), PLAIN);
    }
    engine.lock(pages(100, 90), PLAIN);
    assertEquals(0, costs.get());
    engine.lock(pages(100, 96), PLAIN);
    assertEquals(1, costs.get());
  }

  /** Marked pages are in the book, and their memory is still to come. */
  @Test
  void smallLocksSeeWhatIsStillToBePopulated() {
    Reservation big = new Reservation(pages(0, 92));
    assertTrue(engine.admission().tryAdmit(List.of(big), PLAIN, 0));
    ledger.unreserve(big);
    engine.admission().guard().marked(big, pages(0, 92));

    assertThrows(PageLockException.class, () -> engine.lock(pages(200, 4), PLAIN));

    engine.admission().guard().populated(big, pages(0, 92));
    kernel.touch(at(0), 92 * MIB);
    engine.lock(pages(200, 4), PLAIN);
    engine.admission().end(big);
  }

  @Test
  void eachPageIsInOneSpan() {
    assertEquals(
        List.of(new PageSpan(at(0), 12 * MIB), new PageSpan(at(20), 2 * MIB)),
        MemoryGuard.spans(
            List.of(pages(20, 1), pages(0, 10), pages(2, 3), pages(5, 7), pages(21, 1))));
  }
}
