package io.github.pagelock.files;

import io.github.pagelock.internal.files.Rounds;
import java.lang.ref.WeakReference;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a directory by a thread of its own. That is a root, so it would keep alive what reaches
 * the handle, such as an application's listener or its class loader: when there was a collection of
 * garbage, it has a thread of the JDK's go on, which reaches this weakly.
 */
final class Follower implements Runnable {
  /** What a change waits for others to come along. */
  private static final long GATHER_MILLIS = 20;

  /** Who asks, or closes, waits for so long at most, and who is truncated and written for two. */
  private static final long TICK_MILLIS = 100;

  /** Where changes are not told. */
  private static final long UNTOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Keeping keeping;
  private final Path top;
  private final Consumer<? super DirectoryEvent> listener;
  private final long nanosBetweenLooks;
  private final Watches watches;
  private final Roster roster;
  private final Tree tree;
  private final Set<Path> changed = new LinkedHashSet<>();
  private final List<DirectoryEvent> toTell = new ArrayList<>();
  private final Consumer<Object> rounds = this::goesOn;
  private final Runnable loop;
  private final WeakReference<Object> collection = new WeakReference<>(new Object());
  private final String name;
  private boolean lookAtAll;
  private long lastLook;
  private boolean handsOver;

  /** Whether the JDK's thread has begun. */
  private volatile boolean isRelieved;

  Follower(
      Path top,
      Wish wish,
      FileFilter filter,
      Budget budget,
      Duration between,
      Watches watches,
      Consumer<? super DirectoryEvent> listener) {
    this.keeping = new Keeping(top, watches);
    this.top = top;
    this.name = "pagelock-follows-" + top.getFileName();
    this.listener = listener;
    this.nanosBetweenLooks = between.toNanos();
    this.watches = watches;
    Roster.Events events =
        (kind, path, bytes, reason) -> toTell.add(new DirectoryEvent(kind, path, bytes, reason));
    this.roster = new Roster(keeping.files, wish, budget, events);
    this.loop = Rounds.loop(watches.service(), TICK_MILLIS, keeping.weakly(rounds));
    this.tree = new Tree(top, wish.source(), filter, watches, roster, events);
  }

  /** Keeps what is there now, by this thread, and follows it from then on by another. */
  void start() {
    try {
      keeping.inTurn(
          () -> {
            everything();
            tell();
          });
      // No inheritable thread locals, and nobody's class loader.
      Thread made = new Thread(null, this, name, 0, false);
      made.setContextClassLoader(null);
      made.setDaemon(true);
      made.start();
    } catch (Throwable failure) {
      try {
        keeping.close();
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
    while (!keeping.isClosed() && !isRelieved) {
      WatchKey key = null;
      try {
        handOver();
        key = watches.await(keeping.isAsked() ? 0 : TICK_MILLIS);
      } catch (InterruptedException | OutOfMemoryError nobodyDoes) {
        lookAtAll = true;
      } catch (ClosedWatchServiceException closing) {
        return;
      }
      turn(key);
    }
  }

  /** Not before a collection, so that what is followed for a moment takes no second thread. */
  private void handOver() {
    if (!handsOver && collection.get() == null) {
      handsOver = true;
      Rounds.start(loop);
    }
  }

  /** On the JDK's thread. */
  private void goesOn(@Nullable Object key) {
    if (!isRelieved) {
      Thread.currentThread().setName(name);
      isRelieved = true;
    }
    turn((WatchKey) key);
  }

  private void turn(@Nullable WatchKey key) {
    keeping.inTurn(
        () -> {
          try {
            round(key);
          } catch (Throwable failure) {
            // No memory, say: what was missed is found by looking at everything.
            lookAtAll = true;
            Keeping.warn("following " + top + " goes on after a failure", failure);
            pause();
          }
        });
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    } catch (InterruptedException nobodyDoes) {
      // The next round comes sooner.
    }
  }

  private void round(@Nullable WatchKey key) {
    boolean quiet = !gather(key);
    List<CountDownLatch> askers = keeping.askers();
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
  private boolean gather(@Nullable WatchKey key) {
    try {
      watches.take(key, changed::add, this::overflown);
      if (!changed.isEmpty() || lookAtAll) {
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        watches.take(null, changed::add, this::overflown);
      }
    } catch (InterruptedException nobodyDoes) {
      lookAtAll = true;
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
        Keeping.warn("the listener of " + top + " failed, and is told what comes next", failure);
      }
    }
  }

  /** What has to be released in the end. */
  Keeping keeping() {
    return keeping;
  }
}
