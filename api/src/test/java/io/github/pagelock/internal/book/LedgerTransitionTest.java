package io.github.pagelock.internal.book;

import static io.github.pagelock.LockMode.ON_FAULT;
import static io.github.pagelock.LockMode.PLAIN;
import static io.github.pagelock.fake.Call.Kind.LOCK;
import static io.github.pagelock.fake.Call.Kind.LOCK_ON_FAULT;
import static io.github.pagelock.fake.Call.Kind.UNLOCK;
import static io.github.pagelock.internal.engine.EngineFixture.assertWaits;
import static io.github.pagelock.internal.engine.EngineFixture.asyncRun;
import static io.github.pagelock.internal.engine.EngineFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.engine.EngineFixture;
import io.github.pagelock.internal.pages.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every transition of docs/ledger.md that calls the kernel, stopped before and after the call's
 * effect, while other threads lock, close and unmap the same pages.
 */
class LedgerTransitionTest {

  /** What to stop, and whether others must wait for it (CHANGING) or not (counted at once). */
  enum Transition {
    T1_LOCK_PLAIN_OF_ABSENT(LOCK, true, PLAIN, null, false, false),
    T2_LOCK_PLAIN_OF_ON_FAULT(LOCK, true, PLAIN, ON_FAULT, false, false),
    T3_LOCK_PLAIN_OF_PLAIN(LOCK, false, PLAIN, PLAIN, false, false),
    T4_LOCK_ON_FAULT_OF_ABSENT(LOCK_ON_FAULT, true, ON_FAULT, null, false, false),
    T5_LOCK_ON_FAULT_OF_ON_FAULT(LOCK_ON_FAULT, true, ON_FAULT, ON_FAULT, false, false),
    T6_LOCK_ON_FAULT_OF_PLAIN(LOCK, true, ON_FAULT, PLAIN, false, false),
    T7_UNDO_OF_ABSENT(UNLOCK, true, PLAIN, null, true, false),
    T7_UNDO_THAT_FAILS(UNLOCK, true, PLAIN, null, true, true),
    T8_FAILURE_OVER_ON_FAULT(LOCK, true, PLAIN, ON_FAULT, true, false),
    T9_FAILURE_OVER_PLAIN(LOCK, false, PLAIN, PLAIN, true, false),
    T11_LAST_RELEASE(UNLOCK, true, null, PLAIN, false, false),
    T11_LAST_ON_FAULT_RELEASE(UNLOCK, true, null, ON_FAULT, false, false),
    T12_LAST_RELEASE_THAT_FAILS(UNLOCK, true, null, PLAIN, false, true);

    final Call.Kind stopped;
    final boolean changing;
    final @Nullable LockMode locks;
    final @Nullable LockMode before;
    final boolean lockFails;
    final boolean unlockFails;

    Transition(
        Call.Kind stopped,
        boolean changing,
        @Nullable LockMode locks,
        @Nullable LockMode before,
        boolean lockFails,
        boolean unlockFails) {
      this.stopped = stopped;
      this.changing = changing;
      this.locks = locks;
      this.before = before;
      this.lockFails = lockFails;
      this.unlockFails = unlockFails;
    }

    boolean isRelease() {
      return locks == null;
    }

    boolean fails() {
      return lockFails || (isRelease() && unlockFails);
    }
  }

  enum Interference {
    LOCKS_PLAIN,
    LOCKS_ON_FAULT,
    LOCKS_OVERLAPPING_PAGES,
    CLOSES_THE_OTHER_HOLD,
    UNMAPS,
    ALL_AT_ONCE;

    boolean closes() {
      return this == CLOSES_THE_OTHER_HOLD || this == ALL_AT_ONCE;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(Transition.values())
        .flatMap(
            transition ->
                Stream.of(Interference.values())
                    .flatMap(
                        interference ->
                            Stream.of(Call.Phase.values())
                                .map(phase -> Arguments.of(transition, interference, phase))));
  }

  private final EngineFixture fixture = new EngineFixture();
  private final Pages pages = fixture.pages(8, 4);
  private final List<Held> open = new CopyOnWriteArrayList<>();
  private boolean unmapped;

  private record Held(Pages pages, LockMode mode) {}

  @ParameterizedTest(name = "{0} while another {1}, stopped at {2}")
  @MethodSource("cases")
  void aStoppedTransitionLeavesTheBookRight(
      Transition transition, Interference interference, Call.Phase phase) throws Exception {
    LockMode before = transition.before;
    if (before != null) {
      fixture.lock(pages, before);
    }
    if (phase == Call.Phase.EXIT || transition.stopped == UNLOCK) {
      failWhatShallFail(transition);
    }
    Gate gate = fixture.stop(transition.stopped, phase, pages);
    CompletableFuture<Void> stopped = asyncRun(() -> act(transition));
    gate.awaitReached();

    List<CompletableFuture<Void>> others = interfere(transition, interference);

    if (phase == Call.Phase.ENTRY && transition.stopped != UNLOCK) {
      failWhatShallFail(transition);
    }
    gate.release();
    Optional<PageLockException> failure = await(stopped);
    if (transition.fails() && !unmapped) {
      Reason expected = transition.lockFails ? Reason.TRY_AGAIN : Reason.UNLOCK_FAILED;
      assertEquals(expected, failure.orElseThrow().reason());
    } else if (!unmapped) {
      assertEquals(Optional.empty(), failure);
    }
    if (transition.locks != null) {
      if (failure.isEmpty()) {
        open.add(new Held(pages, transition.locks));
      }
      if (before != null && !interference.closes()) {
        open.add(new Held(pages, before));
      }
    }
    for (CompletableFuture<Void> other : others) {
      await(other);
    }
    assertKernelAgrees(transition);
    closeAll();
    assertEquals(List.of(), fixture.kernel.violations());
  }

  private void failWhatShallFail(Transition transition) {
    if (transition.lockFails) {
      fixture.kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 2);
    }
    if (transition.unlockFails) {
      fixture.kernel.failNextUnlocks(1);
    }
  }

  private void act(Transition transition) {
    if (transition.locks != null) {
      fixture.lock(pages, transition.locks);
    } else if (transition.before != null) {
      fixture.release(pages, transition.before);
    }
  }

  private List<CompletableFuture<Void>> interfere(Transition transition, Interference interference)
      throws Exception {
    List<CompletableFuture<Void>> others = new ArrayList<>();
    switch (interference) {
      case LOCKS_PLAIN -> others.add(locks(pages, PLAIN));
      case LOCKS_ON_FAULT -> others.add(locks(pages, ON_FAULT));
      case LOCKS_OVERLAPPING_PAGES -> others.add(locks(fixture.pages(10, 4), PLAIN));
      case CLOSES_THE_OTHER_HOLD -> others.addAll(closesTheOther(transition));
      case UNMAPS -> unmap();
      case ALL_AT_ONCE -> {
        others.add(locks(pages, PLAIN));
        others.add(locks(fixture.pages(10, 4), PLAIN));
        others.add(locks(fixture.pages(6, 3), ON_FAULT));
        others.addAll(closesTheOther(transition));
        unmap();
      }
      default -> throw new AssertionError(interference);
    }
    if (transition.changing && interference != Interference.ALL_AT_ONCE) {
      for (CompletableFuture<Void> other : others) {
        assertWaits(other);
      }
    } else if (!transition.changing) {
      // Counted at once: held pages make nobody wait.
      for (CompletableFuture<Void> other : others) {
        await(other);
      }
    }
    return others;
  }

  private CompletableFuture<Void> locks(Pages wanted, LockMode mode) {
    return asyncRun(
        () -> {
          fixture.lock(wanted, mode);
          open.add(new Held(wanted, mode));
        });
  }

  private List<CompletableFuture<Void>> closesTheOther(Transition transition) {
    LockMode before = transition.before;
    return transition.isRelease() || before == null
        ? List.of()
        : List.of(asyncRun(() -> fixture.release(pages, before)));
  }

  private void unmap() {
    unmapped = true;
    fixture.unmap(pages);
  }

  /** Where memory is still mapped, the kernel has locked exactly what somebody holds. */
  private void assertKernelAgrees(Transition transition) {
    if (unmapped) {
      return;
    }
    // HELD(0, 0): the failed unlock left these pages locked, and nobody holds them.
    boolean orphaned = transition.unlockFails;
    for (int page = 4; page < 16; page++) {
      long address = fixture.pages(page, 1).start();
      boolean held =
          open.stream().anyMatch(h -> h.pages().start() <= address && address < h.pages().end());
      boolean maybeOrphan = orphaned && address >= pages.start() && address < pages.end();
      if (held) {
        assertTrue(fixture.isLocked(page), "held, but not locked: page " + page);
        boolean plainly =
            open.stream()
                .anyMatch(
                    h ->
                        h.mode() == PLAIN
                            && h.pages().start() <= address
                            && address < h.pages().end());
        assertTrue(
            !plainly || !fixture.kernel.isOnFault(address), "held plainly, but on fault: " + page);
      } else if (!maybeOrphan) {
        assertEquals(false, fixture.isLocked(page), "locked, but not held: page " + page);
      }
    }
  }

  /** The next lock and release over orphans retries their unlock, so that nothing is left. */
  private void closeAll() {
    for (Held hold : open) {
      fixture.release(hold.pages(), hold.mode());
    }
    if (!unmapped) {
      fixture.release(fixture.lock(pages, PLAIN), PLAIN);
      fixture.assertNothingLeft();
    } else {
      assertEquals(0, fixture.kernel.lockedBytes());
      assertEquals(0, fixture.ledger.totals().reservedBytes());
    }
  }

  private static Optional<PageLockException> await(CompletableFuture<Void> future)
      throws Exception {
    try {
      get(future);
      return Optional.empty();
    } catch (PageLockException failure) {
      return Optional.of(failure);
    }
  }

  @Test
  void aFailedUnlockKeepsThePagesAsHeldByNobodyAndTheNextReleaseRetries() {
    fixture.lock(pages, PLAIN);
    fixture.kernel.failNextUnlocks(1);

    PageLockException failure =
        assertThrows(PageLockException.class, () -> fixture.release(pages, PLAIN));

    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    fixture.assertLocked(pages, true);
    assertEquals(pages.byteCount(), fixture.ledger.totals().bookedBytes());
    fixture.release(fixture.lock(pages, PLAIN), PLAIN);
    fixture.assertNothingLeft();
  }
}
