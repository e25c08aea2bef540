package io.github.pagelock.internal.admit;

import static io.github.pagelock.LockMode.ON_FAULT;
import static io.github.pagelock.LockMode.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.engine.EngineFixture;
import io.github.pagelock.internal.engine.TestEngine;
import io.github.pagelock.internal.pages.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is refused before the kernel is asked (L4, L11, L13), and how rarely it is sampled. */
class AdmissionTest {
  private static final long MIB = 1 << 20;

  /** Pages of 1 MiB: a request of five is one of two chunks. */
  private final FakeKernel kernel = new FakeKernel((int) MIB);

  private final Ledger ledger = new Ledger();
  private final long base = kernel.map(400);
  private TestEngine engine = engine(false);

  private TestEngine engine(boolean overcommit) {
    return new TestEngine(kernel, ledger, overcommit);
  }

  private Pages pages(int first, int count) {
    return new Pages(base + first * MIB, base + (first + count) * MIB);
  }

  private PageLockException refusal(Pages pages, LockMode mode) {
    long calls = kernel.callCount(Call.Kind.LOCK);
    PageLockException refused =
        assertThrows(PageLockException.class, () -> engine.lock(pages, mode));
    assertEquals(calls, kernel.callCount(Call.Kind.LOCK), "the kernel was asked");
    assertEquals(0, refused.errno());
    assertEquals(0, ledger.totals().reservedBytes());
    assertEquals(refused.diagnosis(), engine.admission().diagnose(pages), "foreseen");
    assertEquals(0, ledger.totals().reservedBytes());
    return refused;
  }

  @Test
  void theLimitCountsWhatIsLockedAlreadyAndOnlyWhatIsAdded() {
    kernel.setLockLimit(10 * MIB);
    engine.lock(pages(0, 6), PLAIN);

    assertEquals(Reason.LIMIT_EXCEEDED, refusal(pages(6, 5), PLAIN).reason());
    // Three pages are held already, so this adds four.
    engine.lock(pages(3, 7), PLAIN);
    assertEquals(10 * MIB, kernel.lockedBytes());
  }

  @Test
  void theLimitCountsWhatOthersInTheProcessHaveLocked() {
    kernel.lock(base + 100 * MIB, 4 * MIB);
    kernel.setLockLimit(10 * MIB);

    PageLockException refused = refusal(pages(0, 7), PLAIN);

    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    assertEquals(4 * MIB, refused.limits().orElseThrow().lockedBytes().orElseThrow());
    assertTrue(refused.remedy().orElseThrow().text().contains(String.valueOf(11 * MIB)));
  }

  @Test
  void aLimitOfZeroIsNotPermitted() {
    kernel.setLockLimit(0);
    assertEquals(Reason.NOT_PERMITTED, refusal(pages(0, 1), PLAIN).reason());
  }

  @Test
  void anExemptProcessIsNotBound() {
    kernel.setLockLimit(MIB);
    kernel.setExempt(true);
    engine.lock(pages(0, 5), PLAIN);
    assertEquals(5 * MIB, kernel.lockedBytes());
  }

  @Test
  void whatARequestInFlightHasReservedIsTaken() throws Exception {
    kernel.setLockLimit(12 * MIB);
    Gate gate = kernel.stopAt(call -> call.covers(base));
    CompletableFuture<Void> big = EngineFixture.asyncRun(() -> engine.lock(pages(0, 10), PLAIN));
    gate.awaitReached();

    PageLockException refused =
        assertThrows(PageLockException.class, () -> engine.lock(pages(20, 3), PLAIN));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    gate.release();
    EngineFixture.get(big);
    engine.lock(pages(20, 2), PLAIN);
    assertEquals(12 * MIB, kernel.lockedBytes());
    assertEquals(0, ledger.totals().reservedBytes());
  }

  @Test
  void twoRequestsThatTogetherFitAreBothAdmittedWhileOneIsInTheKernel() throws Exception {
    kernel.setLockLimit(8 * MIB);
    Gate gate = kernel.stopAt(Call.Phase.EXIT, call -> call.covers(base));
    CompletableFuture<Void> first = EngineFixture.asyncRun(() -> engine.lock(pages(0, 4), PLAIN));
    gate.awaitReached();
    CompletableFuture<Void> second =
        EngineFixture.asyncRun(() -> engine(false).lock(pages(10, 4), PLAIN));
    int before = kernel.limitsAsked();
    while (kernel.limitsAsked() < before + Admission.QUICK_LOOKS + 2) {
      assertFalse(second.isDone(), "it looks again until it is clear");
      Thread.sleep(1);
    }
    gate.release();
    EngineFixture.get(first);
    EngineFixture.get(second);
    assertEquals(8 * MIB, kernel.lockedBytes());
  }

  @Test
  void aFailedRequestGivesItsReservationBack() {
    kernel.setLockLimit(12 * MIB);
    kernel.failLockAfter(1, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    assertThrows(PageLockException.class, () -> engine.lock(pages(0, 12), PLAIN));
    engine.lock(pages(20, 12), PLAIN);
    assertEquals(12 * MIB, kernel.lockedBytes());
  }

  @Test
  void pagesUnmappedWhileLockedDoNotCountAgainstTheLimit() {
    kernel.setLockLimit(10 * MIB);
    engine.lock(pages(0, 8), PLAIN);
    kernel.unmap(base, 8 * MIB);
    engine.lock(pages(20, 9), PLAIN);
    assertEquals(9 * MIB, kernel.lockedBytes());
  }

  private void admit(List<Reservation> whole) {
    assertTrue(engine.admission().tryAdmit(whole, PLAIN, 0));
  }

  @Test
  void theLimitsRefusalOfSeveralRangesNamesWhatAllOfThemNeed() {
    kernel.setLockLimit(10 * MIB);
    engine.lock(pages(30, 1), PLAIN);
    List<Reservation> whole =
        List.of(
            new Reservation(pages(0, 6)),
            new Reservation(pages(10, 6)),
            new Reservation(pages(20, 6)));

    PageLockException refused = assertThrows(PageLockException.class, () -> admit(whole));

    assertEquals(18 * MIB, refused.byteCount());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("adds " + 18 * MIB + " bytes"), message);
    assertTrue(refused.remedy().orElseThrow().text().contains(String.valueOf(19 * MIB)));
  }

  @Test
  void theMemoryThatSeveralRangesNeedIsThatOfAllThatIsNotResident() {
    engine.lock(pages(0, 80), PLAIN);
    engine.release(pages(0, 80), PLAIN);
    kernel.setAvailableBytes(100 * MIB);
    List<Reservation> tooMuch =
        List.of(new Reservation(pages(100, 48)), new Reservation(pages(200, 48)));

    PageLockException refused = assertThrows(PageLockException.class, () -> admit(tooMuch));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("it takes " + 96 * MIB + " bytes more of RAM"), message);
    tooMuch.forEach(engine.admission()::end);
    // 80 of these are resident.
    admit(List.of(new Reservation(pages(0, 80)), new Reservation(pages(100, 90))));
  }

  @Test
  void whatExceedsTheMemoryThatIsLeftIsRefused() {
    kernel.setAvailableBytes(100 * MIB);
    assertEquals(Reason.LIMIT_EXCEEDED, refusal(pages(0, 96), PLAIN).reason());
    engine.lock(pages(0, 95), PLAIN);
  }

  @Test
  void residentPagesNeedNoMemory() {
    kernel.setAvailableBytes(10 * MIB);
    kernel.touch(base, 90 * MIB);
    engine.lock(pages(0, 95), PLAIN);
    assertEquals(95 * MIB, kernel.lockedBytes());
  }

  @Test
  void onFaultNeedsNoMemoryYet() {
    kernel.setAvailableBytes(10 * MIB);
    engine.lock(pages(0, 95), ON_FAULT);
    assertEquals(95 * MIB, kernel.lockedBytes());
  }

  @Test
  void overcommitCanBeAllowed() {
    kernel.setAvailableBytes(10 * MIB);
    engine = engine(true);
    engine.lock(pages(0, 95), PLAIN);
    assertEquals(95 * MIB, kernel.lockedBytes());
  }

  @Test
  void twoRequestsCannotBothCountOnTheSameMemory() throws Exception {
    kernel.setAvailableBytes(100 * MIB);
    Gate gate = kernel.stopAt(call -> call.covers(base));
    CompletableFuture<Void> big = EngineFixture.asyncRun(() -> engine.lock(pages(0, 60), PLAIN));
    gate.awaitReached();
    PageLockException refused =
        assertThrows(PageLockException.class, () -> engine.lock(pages(100, 60), PLAIN));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    gate.release();
    EngineFixture.get(big);
  }

  @Test
  void manySmallLocksCannotSlipPastTheMemoryThatIsLeft() {
    kernel.setAvailableBytes(32 * MIB);
    List<Integer> locked = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      try {
        engine.lock(pages(2 * i, 1), PLAIN);
        locked.add(i);
        // The fake's memory shrinks as pages become resident, as a kernel's does.
        kernel.setAvailableBytes((32 - locked.size()) * MIB);
      } catch (PageLockException refused) {
        assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
        break;
      }
    }
    assertTrue(locked.size() >= 28 && locked.size() <= 31, "locked " + locked.size());
  }

  @Test
  void theLastTenthOfTheMappingsIsKeptFree() {
    kernel.setMappings(100, 200);
    int locked = 0;
    try {
      while (true) {
        engine.lock(pages(2 * locked, 1), PLAIN);
        locked++;
      }
    } catch (PageLockException refused) {
      assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
      assertTrue(String.valueOf(refused.getMessage()).contains("200 mappings"));
    }
    assertTrue(locked >= 35 && locked <= 40, "locked " + locked);
  }

  @Test
  void adjacentLocksShareMappings() {
    kernel.setMappings(100, 130);
    for (int i = 0; i < 300; i++) {
      engine.lock(pages(i, 1), PLAIN);
    }
    assertEquals(1, ledger.totals().intervals());
  }

  @Test
  void nestedLocksAreNeverRefused() {
    engine.lock(pages(0, 4), PLAIN);
    kernel.setMappings(1000, 1000);
    kernel.setLockLimit(4 * MIB);
    kernel.setAvailableBytes(0);
    engine = engine(false);
    engine.lock(pages(1, 2), PLAIN);
  }

  @Test
  void mappingsAreCountedRarely() {
    for (int i = 0; i < 5_000; i++) {
      engine.lock(pages(0, 1), PLAIN);
      engine.release(pages(0, 1), PLAIN);
    }
    assertTrue(kernel.mappingSamples() <= 2, "counted " + kernel.mappingSamples() + " times");
  }
}
