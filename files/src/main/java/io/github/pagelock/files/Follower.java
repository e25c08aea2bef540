package io.github.pagelock.files;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows a directory by a thread of its own. */
final class Follower implements Runnable {
  private static final System.Logger LOG = System.getLogger("io.github.pagelock");

  /** What a change waits for others to come along. */
  private static final long GATHER_MILLIS = 20;

  /** Who asks, or closes, waits for so long at most, and who is truncated and written for two. */
  private static final long TICK_MILLIS = 100;

  /** Where changes are not told. */
  private static final long UNTOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path top;
  private final Consumer<? super DirectoryEvent> listener;
  private final long nanosBetweenLooks;
  private final Watches watches;
  private final Roster roster;
  private final Tree tree;
  private final Set<Path> changed = new LinkedHashSet<>();
  private final List<DirectoryEvent> toTell = new ArrayList<>();
  private final ConcurrentLinkedQueue<CountDownLatch> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean lookAtAll;
  private long lastLook;
  private @Nullable Thread thread;
  private volatile boolean closed;

  Follower(
      Path top,
      Wish wish,
      FileFilter filter,
      Budget budget,
      Duration between,
      Watches watches,
      Consumer<? super DirectoryEvent> listener) {
    this.top = top;
    this.listener = listener;
    this.nanosBetweenLooks = between.toNanos();
    this.watches = watches;
    Roster.Events events =
        (kind, path, bytes, reason) -> toTell.add(new DirectoryEvent(kind, path, bytes, reason));
    this.roster = new Roster(wish, budget, events);
    this.tree = new Tree(top, wish.source(), filter, watches, roster, events);
  }

  /** Keeps what is there now, by this thread, and follows it from then on by another. */
  void start() {
    try {
      everything();
      tell();
      Thread made = new Thread(this, "pagelock-follows-" + top.getFileName());
      made.setDaemon(true);
      thread = made;
      made.start();
    } catch (Throwable failure) {
      ended.countDown();
      try {
        close();
      } catch (RuntimeException later) {
        failure.addSuppressed(later);
      }
      throw failure;
    }
  }

  private void everything() {
    lookAtAll = false;
    lastLook = System.nanoTime();
    tree.lookAtAll();
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        round();
      } catch (Throwable failure) {
        // No memory, say: what was missed is found by looking at everything.
        lookAtAll = true;
        warn("following " + top + " goes on after a failure", failure);
        pause();
      }
    }
    ended.countDown();
    asked.forEach(CountDownLatch::countDown);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    } catch (InterruptedException nobodyDoes) {
      // The next round comes sooner.
    }
  }

  private void round() {
    boolean quiet = !gather();
    List<CountDownLatch> askers = new ArrayList<>();
    for (CountDownLatch next = asked.poll(); next != null; next = asked.poll()) {
      askers.add(next);
    }
    try {
      if (lookAtAll || !askers.isEmpty() || isTime()) {
        changed.clear();
        everything();
      } else if (!changed.isEmpty()) {
        Set<Path> names = new LinkedHashSet<>(changed);
        changed.clear();
        tree.look(names, false);
      }
      if (quiet || !askers.isEmpty()) {
        roster.settle(!askers.isEmpty());
      }
      roster.retry();
      tell();
    } finally {
      askers.forEach(CountDownLatch::countDown);
    }
  }

  /** Whether something has changed. */
  private boolean gather() {
    try {
      watches.take(asked.isEmpty() ? TICK_MILLIS : 0, changed::add, this::overflown);
      if (!changed.isEmpty() || lookAtAll) {
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        watches.take(0, changed::add, this::overflown);
      }
    } catch (InterruptedException nobodyDoes) {
      lookAtAll = true;
    } catch (ClosedWatchServiceException closing) {
      pause();
    }
    return !changed.isEmpty() || lookAtAll;
  }

  private void overflown(Path directory) {
    lookAtAll = true;
  }

  private boolean isTime() {
    long since = System.nanoTime() - lastLook;
    long nanos =
        tree.hasUnwatched() || !tree.isThere()
            ? Math.min(nanosBetweenLooks, UNTOLD_NANOS)
            : nanosBetweenLooks;
    return since >= nanos;
  }

  private void tell() {
    List<DirectoryEvent> events = List.copyOf(toTell);
    toTell.clear();
    for (DirectoryEvent event : events) {
      try {
        listener.accept(event);
      } catch (Throwable failure) {
        warn("the listener of " + top + " failed, and is told what comes next", failure);
      }
    }
  }

  static void warn(String what, @Nullable Throwable failure) {
    try {
      LOG.log(System.Logger.Level.WARNING, what, failure);
    } catch (Throwable handler) {
      // It harms nobody else.
    }
  }

  /** Waits until everything that has happened by now was looked at. */
  boolean awaitSettled(Duration timeout) throws InterruptedException {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("the listener would wait for itself");
    }
    CountDownLatch done = new CountDownLatch(1);
    asked.add(done);
    if (closed) {
      return true;
    }
    return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  List<FollowedFile> files() {
    return roster.told();
  }

  long lockedBytes() {
    return roster.lockedBytes();
  }

  /** It is not lost: somebody closes it. */
  void closing() {
    closed = true;
  }

  /** Nobody can close it any more. */
  void closeLost() {
    if (!closed) {
      warn(top + " was followed, lost without close(), and is released", null);
      close();
    }
  }

  /** Unlocks everything once the thread has ended; from its own listener, at once. */
  void close() {
    closed = true;
    Thread other = thread;
    if (other != null && other != Thread.currentThread()) {
      awaitEnd();
    }
    Failures failures = new Failures();
    failures.collect(roster::close);
    try {
      watches.close();
    } catch (IOException impossible) {
      // Nothing is watched any more either way.
    }
    failures.throwFirst();
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
