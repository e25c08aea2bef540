package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An asynchronous request, and what came of it. */
final class Asked {
  private final AtomicInteger calledBack = new AtomicInteger();
  private final List<AtomicInteger> completions = new CopyOnWriteArrayList<>();
  private volatile @Nullable PendingLock<?> pending;
  private volatile boolean hasCallback;
  private volatile boolean isCancelled;

  /** The call has returned, and not thrown. */
  void accepted(PendingLock<?> accepted) {
    pending = accepted;
  }

  @Nullable PendingLock<?> pending() {
    return pending;
  }

  /** Something to do after its end, once. */
  void callBack(Runnable callback) {
    PendingLock<?> known = pending;
    if (known != null) {
      known
          .completion()
          .whenComplete(
              (result, failure) -> {
                try {
                  callback.run();
                } finally {
                  calledBack.incrementAndGet(); // what it closes is closed now
                }
              });
      hasCallback = true;
    }
  }

  void cancel() {
    PendingLock<?> known = pending;
    if (known != null && known.cancel() == Cancellation.CANCELLED) {
      isCancelled = true;
    }
  }

  /** Asks for a completion, to be counted. */
  void complete() {
    PendingLock<?> known = pending;
    if (known != null) {
      AtomicInteger count = new AtomicInteger();
      known.completion().whenComplete((result, failure) -> count.incrementAndGet());
      completions.add(count);
    }
  }

  /** The open handles of a request that is LOCKED, or degraded ones; none if it failed. */
  static List<LockedRange> handles(PendingLock<?> ended) {
    Object result = ended.result();
    return result instanceof LockedRange one
        ? List.of(one)
        : ((List<?>) result).stream().map(LockedRange.class::cast).toList();
  }

  /** Whether everybody who has to be told has been. */
  boolean isDelivered() {
    boolean owed = hasCallback && calledBack.get() == 0;
    return !owed && completions.stream().allMatch(count -> count.get() > 0);
  }

  /** That nobody was told twice, and what was said is true. */
  void check() {
    PendingLock<?> known = pending;
    int most = known == null ? 0 : 1;
    Violation.require(calledBack.get() <= most, "called back " + calledBack + " times: " + known);
    Violation.require(
        completions.stream().allMatch(count -> count.get() <= 1), "completed twice: " + known);
    if (known != null && isCancelled) {
      Violation.require(
          known.state() == State.CANCELLED || known.state() == State.PENDING,
          "cancel() said CANCELLED, and it ended " + known.state());
    }
  }
}
