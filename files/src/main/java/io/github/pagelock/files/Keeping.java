package io.github.pagelock.files;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has to be released when a directory is not followed any more. It reaches nothing of the user
 * but the locker: neither the listener nor the handle, which may be lost while this is not.
 */
final class Keeping {
  private static final System.Logger LOG = System.getLogger("io.github.pagelock");

  final Path top;
  final Watches watches;
  final Kept files = new Kept();

  /** Held while somebody looks, and by who closes. */
  private final ReentrantLock rounds = new ReentrantLock();

  private final ConcurrentLinkedQueue<CountDownLatch> asked = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Whom the JDK's thread calls. */
  private WeakReference<Consumer<Object>> caller = new WeakReference<>(null);

  Keeping(Path top, Watches watches) {
    this.top = top;
    this.watches = watches;
  }

  /** A reference that is cleared when this is closed. */
  WeakReference<Consumer<Object>> weakly(Consumer<Object> called) {
    caller = new WeakReference<>(called);
    return caller;
  }

  boolean isClosed() {
    return closed;
  }

  /** Does it while nobody else looks or closes; not at all once it is closed. */
  void inTurn(Runnable round) {
    rounds.lock();
    try {
      if (!closed) {
        round.run();
      }
    } finally {
      rounds.unlock();
    }
  }

  /** Waits until everything that has happened by now was looked at. */
  boolean awaitSettled(Duration timeout) throws InterruptedException {
    if (rounds.isHeldByCurrentThread()) {
      throw new IllegalStateException("the listener would wait for itself");
    }
    CountDownLatch done = new CountDownLatch(1);
    asked.add(done);
    if (closed) {
      return true;
    }
    return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isAsked() {
    return !asked.isEmpty();
  }

  /** Those who wait by now. */
  List<CountDownLatch> askers() {
    List<CountDownLatch> askers = new ArrayList<>();
    for (CountDownLatch next = asked.poll(); next != null; next = asked.poll()) {
      askers.add(next);
    }
    return askers;
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

  /** Unlocks everything when the round has ended; from its own listener, at once. */
  void close() {
    closed = true;
    caller.clear();
    Failures failures = new Failures();
    rounds.lock();
    try {
      files.close(failures);
    } finally {
      rounds.unlock();
    }
    try {
      watches.close();
    } catch (IOException impossible) {
      // Nothing is watched any more either way.
    }
    askers().forEach(CountDownLatch::countDown);
    failures.throwFirst();
  }

  static void warn(String what, @Nullable Throwable failure) {
    try {
      LOG.log(System.Logger.Level.WARNING, what, failure);
    } catch (Throwable handler) {
      // It harms nobody else.
    }
  }
}
