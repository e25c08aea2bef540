package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the rules X1 to X4 share: what is thrown at the worst place, and what must hold after it.
 */
final class WorstDay {
  /** In every message of what the kit throws. */
  static final String MARK = "thrown by the conformance kit";

  private final Bench bench;

  /** In a domain of the test's own, so that nobody else's pages are in its ledger. */
  WorstDay(Bench bench) {
    this.bench = bench;
    bench.recorder().useOwnDomain();
  }

  static List<RuntimeException> exceptions() {
    return List.of(
        new IllegalStateException(MARK),
        new UncheckedIOException(new IOException(MARK)),
        new NullPointerException(MARK));
  }

  static List<Error> errors() {
    return List.of(
        new OutOfMemoryError(MARK),
        new StackOverflowError(MARK),
        new NoClassDefFoundError(MARK),
        new AssertionError(MARK));
  }

  /** New ones on each call, as failures may be suppressed in them. */
  static List<Throwable> everything() {
    return Stream.<Throwable>concat(exceptions().stream(), errors().stream()).toList();
  }

  void throwFromTheNextLock(Throwable thrown) {
    bench.recorder().faults().throwAt(KernelCall::isLock, thrown);
  }

  void throwFromTheNextUnlock(Throwable thrown) {
    bench.recorder().faults().throwAt(KernelCall::isUnlock, thrown);
  }

  /** What it throws; in another thread, because it may hang. */
  Throwable thrownBy(Runnable action) {
    Optional<Throwable> thrown =
        bench
            .inBackground(
                () -> {
                  try {
                    action.run();
                    return Optional.<Throwable>empty();
                  } catch (Throwable failure) {
                    return Optional.of(failure);
                  }
                })
            .await("it hangs");
    return thrown.orElseThrow(() -> new AssertionError("nothing was thrown"));
  }

  Throwable thrownByLock(PageLocker locker, MemoryRange range) {
    return thrownBy(() -> bench.lock(locker, range, LockMode.PLAIN));
  }

  /** A lock in another thread, because it may hang. */
  LockedRange lock(PageLocker locker, MemoryRange range) {
    return bench
        .inBackground(() -> bench.lock(locker, range, LockMode.PLAIN))
        .await("the next lock of these pages hangs");
  }

  /** An exception comes as PageLockException, an Error perhaps as itself. */
  static void assertTold(Throwable thrown, Throwable told) {
    if (thrown != told || thrown instanceof RuntimeException) {
      PageLockException wrapped =
          assertInstanceOf(PageLockException.class, told, () -> "what is told of " + thrown);
      assertEquals(Reason.OTHER, wrapped.reason());
      assertSame(thrown, wrapped.getCause(), "the cause");
    }
  }

  /** A later failure is suppressed in the first, which may be wrapped, as the later may be. */
  static void assertSuppressed(Throwable later, Throwable told) {
    for (Throwable at = told; at != null; at = at.getCause()) {
      if (Arrays.stream(at.getSuppressed())
          .anyMatch(known -> known == later || known.getCause() == later)) {
        return;
      }
    }
    throw new AssertionError(later + " is not suppressed in " + told, told);
  }

  /**
   * Others lock the same pages, in another thread and asynchronously; then nothing is locked, held
   * or pending.
   */
  void assertNothingIsLeft(PageLocker locker, TestRegion region) {
    LockStatistics before = locker.statistics();
    assertEquals(0, before.pendingLocks(), "pending locks");
    assertEquals(0, before.liveHandles(), "live handles");
    assertCanBeLocked(region);
    bench.assertPages(region, ".".repeat((int) (region.byteCount() / bench.pageSize())));
    LockStatistics after = locker.statistics();
    assertEquals(0, after.heldBytes(), "held bytes");
    assertEquals(0, after.heldIntervals(), "held intervals");
  }

  void assertCanBeLocked(TestRegion region) {
    lock(bench.locker(), region.range()).close();
    PendingLock<LockedRange> pending = bench.requests().lock(bench.locker(), region.range());
    bench.requests().assertEnds(pending, State.LOCKED);
    assertTrue(pending.result().isLocked());
    pending.result().close();
  }
}
