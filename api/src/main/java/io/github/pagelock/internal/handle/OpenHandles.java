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
 * Beside them, what users were given and may still have: that is waited for only.
 *
 * <p>Not a {@link java.lang.ref.Cleaner}: its thread would reach what it has to release, and so the
 * class loader.
 */
public final class OpenHandles {
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
  private static @Nullable Entry<?> first;

  /** How many of them are handles. */
  @GuardedBy("LOCK")
  private static int handles;

  private OpenHandles() {}

  /** A handle, with what is to be done if it is lost, or left when the library goes. */
  public static <L extends Lost> Entry<L> add(Object handle, L lost) {
    Entry<L> entry = new Entry<>(handle, lost);
    if (enter(entry)) {
      SecondCopy.warnIfAnotherHolds();
    }
    return entry;
  }

  /** What has to be gone before something is done, which is left undone if the library goes. */
  public static void await(Object given, Lost gone) {
    enter(new Awaited(given, gone));
  }

  /** Returns whether it is the only handle. */
  private static boolean enter(Entry<?> entry) {
    if (!listening) {
      listen();
    }
    synchronized (LOCK) {
      boolean alone = entry.isHandle() && handles == 0;
      if (alone) {
        SecondCopy.holds(); // before anything else, as it may throw
      }
      Entry<?> following = first;
      if (following != null) {
        following.previous = entry;
      }
      entry.next = following;
      first = entry;
      handles += entry.isHandle() ? 1 : 0;
      return alone;
    }
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
    if (lost instanceof Entry<?> entry) {
      try {
        CLEANER.execute(new Cleaning(entry));
      } catch (OutOfMemoryError noMemory) {
        releaseLost(entry);
      }
    }
  }

  /** Releases every handle, whether lost or not: nobody can close them any more. */
  static void releaseAll() {
    while (true) {
      Entry<?> entry;
      synchronized (LOCK) {
        entry = first;
      }
      if (entry == null) {
        return;
      }
      if (entry.isHandle() || entry.refersTo(null)) {
        releaseLost(entry);
      } else {
        entry.remove();
      }
    }
  }

  private static void releaseLost(Entry<?> entry) {
    try {
      Lost lost = entry.remove();
      if (lost != null) {
        lost.releaseLost();
      }
    } catch (Throwable harmsItselfAlone) {
      Log.warn("a handle that nobody can close any more was not released", harmsItselfAlone);
    }
  }

  /** What is done for a handle that was lost. */
  private static final class Cleaning extends Task {
    private final Entry<?> entry;

    Cleaning(Entry<?> entry) {
      this.entry = entry;
    }

    @Override
    public void run() {
      releaseLost(entry);
    }
  }

  /**
   * A handle's place in the list.
   *
   * @param <L> what is done for it
   */
  public static class Entry<L extends Lost> extends PhantomReference<Object> {
    /** Null once it is not in the list any more. */
    private volatile @Nullable L lost;

    private @Nullable Entry<?> previous;
    private @Nullable Entry<?> next;

    private Entry(Object object, L lost) {
      super(object, QUEUE);
      this.lost = lost;
    }

    /** Not a field: there is one for each lock. */
    boolean isHandle() {
      return true;
    }

    public boolean isListed() {
      return lost != null;
    }

    /** Takes it out of the list: what it had to release, the first time, else null. */
    public @Nullable L remove() {
      L had;
      synchronized (LOCK) {
        had = lost;
        if (had == null) {
          return null;
        }
        lost = null;
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
        handles -= isHandle() ? 1 : 0;
        if (isHandle() && handles == 0) {
          SecondCopy.holdsNothing();
        }
      }
      clear();
      return had;
    }
  }

  /** The place of what is no handle. */
  private static final class Awaited extends Entry<Lost> {
    private Awaited(Object given, Lost gone) {
      super(given, gone);
    }

    @Override
    boolean isHandle() {
      return false;
    }
  }
}
