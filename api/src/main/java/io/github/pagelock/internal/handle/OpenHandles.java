package io.github.pagelock.internal.handle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.base.SecondCopy;
import io.github.pagelock.internal.base.WeakListener;
import io.github.pagelock.internal.work.Task;
import io.github.pagelock.internal.work.Workers;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The handles that are not closed. Those that are lost are released, and so are all of them when
 * this library's class loader goes away; until then they keep what they release reachable (L6).
 *
 * <p>Not a {@link java.lang.ref.Cleaner}: its thread would reach what it has to release, and so the
 * class loader.
 */
final class OpenHandles {
  private static final long NANOS_BETWEEN_STARTS = 1_000_000_000;
  private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
  private static final Workers CLEANER = new Workers("pagelock-cleaner-", 1);

  /** Keeps the listener reachable as long as this class is. */
  private static final Consumer<Reference<?>> LISTENER = OpenHandles::found;

  private static final Object LOCK = new Object();
  private static volatile boolean listening;

  @GuardedBy("LOCK")
  private static long lastStart;

  @GuardedBy("LOCK")
  private static @Nullable Entry first;

  private OpenHandles() {}

  static Entry add(Handle handle, Release release) {
    Entry entry = new Entry(handle, release);
    if (!listening) {
      listen();
    }
    boolean alone;
    synchronized (LOCK) {
      Entry following = first;
      alone = following == null;
      if (following == null) {
        SecondCopy.holds(); // before anything else, as it may throw
      } else {
        following.previous = entry;
      }
      entry.next = following;
      first = entry;
    }
    if (alone) {
      SecondCopy.warnIfAnotherHolds();
    }
    return entry;
  }

  /** A thread that cannot be had now is asked for again by a later lock (X2). */
  private static void listen() {
    synchronized (LOCK) {
      long now = System.nanoTime();
      if (listening || (lastStart != 0 && now - lastStart < NANOS_BETWEEN_STARTS)) {
        return;
      }
      lastStart = now;
      try {
        Rehearsal.run();
        LastWill.make();
        WeakListener.start(QUEUE, LISTENER);
        listening = true;
      } catch (Throwable later) {
        // Handles that are closed need no listener; those that are lost wait in the queue.
      }
    }
  }

  /** On the JDK's thread, where no log handler or other code of users should run. */
  private static void found(Reference<?> lost) {
    if (lost instanceof Entry entry) {
      try {
        CLEANER.execute(new Cleaning(entry));
      } catch (OutOfMemoryError noMemory) {
        releaseLost(entry);
      }
    }
  }

  /** Releases every one, whether lost or not: nobody can close them any more. */
  static void releaseAll() {
    while (true) {
      Entry entry;
      synchronized (LOCK) {
        entry = first;
      }
      if (entry == null) {
        return;
      }
      releaseLost(entry);
    }
  }

  private static void releaseLost(Entry entry) {
    try {
      Release release = entry.remove();
      if (release != null) {
        release.releaseLost();
      }
    } catch (Throwable harmsItselfAlone) {
      Log.warn("a handle that nobody can close any more was not released", harmsItselfAlone);
    }
  }

  /** What is done for a handle that was lost. */
  private static final class Cleaning extends Task {
    private final Entry entry;

    Cleaning(Entry entry) {
      this.entry = entry;
    }

    @Override
    public void run() {
      releaseLost(entry);
    }
  }

  /** A handle's place in the list. */
  static final class Entry extends PhantomReference<Object> {
    /** Null once it is not in the list any more. */
    private volatile @Nullable Release release;

    private @Nullable Entry previous;
    private @Nullable Entry next;

    private Entry(Handle handle, Release release) {
      super(handle, QUEUE);
      this.release = release;
    }

    boolean isListed() {
      return release != null;
    }

    /** Takes it out of the list: what it had to release, the first time, else null. */
    @Nullable Release remove() {
      Release had;
      synchronized (LOCK) {
        had = release;
        if (had == null) {
          return null;
        }
        release = null;
        if (previous == null) {
          first = next;
        } else {
          previous.next = next;
        }
        if (next != null) {
          next.previous = previous;
        }
        previous = null;
        next = null;
        if (first == null) {
          SecondCopy.holdsNothing();
        }
      }
      clear();
      return had;
    }
  }
}
