package io.github.pagelock.provider.linux.worstday;

import static java.util.Objects.requireNonNull;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A thread that does with lockers, requests and handles what users do. */
final class Actor implements Runnable {
  /** Of an await. */
  private static final int MOST_NANOS = 500_000;

  private final Round round;
  private final Random random;

  Actor(Round round, Random random) {
    this.round = round;
    this.random = random;
  }

  @Override
  public void run() {
    for (int left = 2 + random.nextInt(10); left > 0; left--) {
      int what = random.nextInt(100);
      try {
        act(what);
      } catch (InterruptedException asItMay) {
        // Only by itself.
      } catch (Throwable thrown) {
        check(what, thrown);
      } finally {
        Thread.interrupted();
      }
    }
  }

  private void check(int what, Throwable thrown) {
    boolean closed =
        thrown instanceof IllegalStateException
            && String.valueOf(thrown.getMessage()).contains("closed");
    // What the provider, the log or an executor throws is not the user's to catch.
    boolean isRaw =
        thrown instanceof RuntimeException && !(thrown instanceof PageLockException) && !asks(what);
    if (!closed && (isRaw || !Violation.isExpected(thrown))) {
      round.scene.report.violation(new Violation("thrown by action " + what, thrown));
    }
  }

  private static boolean asks(int what) {
    return what >= 92 && what < 96;
  }

  private void act(int what) throws InterruptedException {
    if (what < 20) {
      if (random.nextInt(20) == 0) {
        Thread.currentThread().interrupt();
      }
      round.handles.add(locker().lock(range(), mode()));
    } else if (what < 45) {
      lockAsync();
    } else if (what < 52) {
      lockAll();
    } else if (what < 61) {
      with(round.asked, Asked::cancel);
    } else if (what < 70) {
      await(what);
    } else if (what < 75) {
      with(round.asked, Asked::complete);
    } else if (what < 88) {
      with(round.handles, LockedRange::close);
    } else if (what < 92) {
      with(round.asked, asked -> closeSome(asked.pending()));
    } else if (asks(what)) {
      ask();
    } else {
      rarely(what);
    }
  }

  private void lockAsync() {
    Asked asked = new Asked();
    round.asked.add(asked);
    PendingLock<LockedRange> pending = locker().lockAsync(range(), mode());
    asked.accepted(pending);
    if (random.nextInt(3) > 0) {
      int kind = random.nextInt(8);
      asked.callBack(() -> calledBack(pending, kind));
    }
  }

  private void calledBack(PendingLock<LockedRange> pending, int kind) {
    if (pending.state() == State.PENDING) {
      round.scene.report.violation(new Violation("called back before the end: " + pending));
    }
    switch (kind) {
      case 0 -> throw new IllegalStateException(Faults.INJECTED + " into a callback");
      case 1 -> throw new LinkageError(Faults.INJECTED + " into a callback");
      case 2 -> closeSome(pending);
      case 3 -> round.lockers.get(0).close();
      default -> {}
    }
  }

  private void lockAll() {
    Asked asked = new Asked();
    round.asked.add(asked);
    List<MemoryRange> ranges = Stream.generate(this::range).limit(1 + random.nextInt(3)).toList();
    asked.accepted(locker().lockAllAsync(ranges, mode()));
  }

  private void await(int what) throws InterruptedException {
    Duration timeout = Duration.ofNanos(random.nextInt(MOST_NANOS));
    List<PendingLock<?>> pending =
        round.asked.stream().map(Asked::pending).filter(Objects::nonNull).toList();
    if (pending.isEmpty()) {
      return;
    }
    if (what < 67) {
      pending.get(random.nextInt(pending.size())).await(timeout);
    } else {
      PendingLock.awaitAny(pending, timeout);
    }
  }

  /** They may be closed again at the end of the round, which does nothing. */
  private void closeSome(@Nullable PendingLock<?> pending) {
    if (pending != null && pending.state() == State.LOCKED) {
      List<LockedRange> handles = Asked.handles(pending);
      handles.get(0).close();
    }
  }

  private void ask() {
    switch (random.nextInt(6)) {
      case 0 -> locker().residency(range());
      case 1 -> locker().diagnose(range());
      case 2 -> locker().limits();
      case 3 -> locker().statistics();
      case 4 -> with(round.asked, asked -> requireNonNull(String.valueOf(asked.pending())));
      default -> with(round.handles, LockedRange::verify);
    }
  }

  private void rarely(int what) {
    switch (what) {
      case 96 -> {
        if (random.nextInt(4) == 0 && round.handles.poll() != null) {
          lost();
        }
      }
      case 97 -> {
        if (random.nextInt(4) == 0 && round.asked.poll() != null) {
          lost();
        }
      }
      case 98 -> {
        if (random.nextInt(4) == 0) {
          locker().close();
        }
      }
      default -> {
        if (random.nextInt(20) == 0) {
          System.gc();
        }
      }
    }
  }

  private void lost() {
    round.hasLost = true;
    round.scene.lost.incrementAndGet();
  }

  private PageLocker locker() {
    return round.lockers.get(random.nextInt(round.lockers.size()));
  }

  private MemoryRange range() {
    return round.area.range(random);
  }

  private LockMode mode() {
    return random.nextInt(4) == 0 ? LockMode.ON_FAULT : LockMode.PLAIN;
  }

  /** With any of them, if there are any. */
  private <T> void with(Queue<T> all, Consumer<T> action) {
    List<T> known = List.copyOf(all);
    if (!known.isEmpty()) {
      action.accept(known.get(random.nextInt(known.size())));
    }
  }
}
