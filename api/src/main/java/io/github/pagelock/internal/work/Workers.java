package io.github.pagelock.internal.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.base.Mutex;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads that start on first use and are gone after 10 s idle: those that call the kernel,
 * and the one that hands completions over.
 *
 * <p>Not an executor of the JDK, because bringing a task must not fail: it needs no memory, and no
 * thread either. Where none can be started and none is there, whoever brings a task does it, and
 * what is brought meanwhile (X2); or it waits, where it must not run on any thread but ours.
 */
public class Workers {
  private static final long IDLE_NANOS = 10_000_000_000L;

  /** After a thread could not be had. */
  private static final long NANOS_BETWEEN_STARTS = 10_000_000;

  private static final long NANOS_BETWEEN_LOOKS = 1_000_000;

  private static final Workers SHARED =
      new Workers("pagelock-worker-", Math.min(4, Runtime.getRuntime().availableProcessors()));

  private final Mutex mutex = new Mutex();
  private final ThreadFactory factory;
  private final int threads;
  private final boolean helped;

  @GuardedBy("mutex")
  private final TaskQueue queue = new TaskQueue();

  @GuardedBy("mutex")
  private final IdleThreads idle = new IdleThreads();

  /** Threads that run, or are being started. */
  @GuardedBy("mutex")
  private int alive;

  @GuardedBy("mutex")
  private boolean someoneHelps;

  @GuardedBy("mutex")
  private boolean closed;

  /** Written with the mutex. */
  private volatile boolean lacksThread;

  @GuardedBy("mutex")
  private long lastRefusal;

  public Workers(String threadNamePrefix, int threads) {
    this(new Daemons(threadNamePrefix), threads, true);
  }

  /**
   * Workers with threads of a factory.
   *
   * @param helped whether tasks may run on the thread that brings them if there is no other
   */
  public Workers(ThreadFactory factory, int threads, boolean helped) {
    this.factory = factory;
    this.threads = threads;
    this.helped = helped;
  }

  /** Those of every locker that did not ask for its own. */
  public static Workers shared() {
    return SHARED;
  }

  public int threads() {
    return threads;
  }

  /** Has a task run once more. Not to be called with a lock that a task takes. */
  public void execute(Task task) {
    mutex.lock();
    try {
      queue.add(task);
    } finally {
      mutex.unlock();
    }
    serve();
  }

  /** As {@link #execute}, after a time. */
  public void executeLater(Task task, long nanos) {
    mutex.lock();
    try {
      queue.addLater(task, System.nanoTime() + nanos);
    } finally {
      mutex.unlock();
    }
    serve();
  }

  /**
   * Says that this thread is going to bring tasks while it has a lock that they take: it does not
   * help meanwhile.
   *
   * @return what {@link #mayHelp} wants to know
   */
  public boolean mustNotHelp() {
    mutex.lock();
    try {
      boolean first = !someoneHelps;
      someoneHelps = true;
      return first;
    } finally {
      mutex.unlock();
    }
  }

  /** It has no lock any more; now it helps if nobody else is there. */
  public void mayHelp(boolean first) {
    if (first) {
      mutex.lock();
      try {
        someoneHelps = false;
      } finally {
        mutex.unlock();
      }
      helpIfAlone();
    }
  }

  /** Whether something waits for a thread that could not be had. */
  boolean lacksThread() {
    return lacksThread;
  }

  /** Tries again to start the thread that could not be had. */
  public void askAgain() {
    if (lacksThread) {
      serve();
    }
  }

  /** Sees to it that somebody looks at the queue. */
  private void serve() {
    Thread woken;
    boolean start = false;
    mutex.lock();
    try {
      woken = idle.take();
      if (woken == null) {
        start = mayStart();
      }
    } finally {
      mutex.unlock();
    }
    if (woken != null) {
      LockSupport.unpark(woken);
    } else if (!(start && start()) && helped) {
      helpIfAlone();
    }
  }

  /** Whether to start a thread; it counts as alive from now on. */
  @GuardedBy("mutex")
  private boolean mayStart() {
    boolean may =
        alive < threads
            && (lastRefusal == 0 || System.nanoTime() - lastRefusal >= NANOS_BETWEEN_STARTS);
    if (may) {
      alive++;
    }
    lacksThread = alive == 0 && !queue.isEmpty();
    return may;
  }

  private boolean start() {
    try {
      Worker worker = new Worker();
      Thread thread = factory.newThread(worker);
      worker.thread = thread;
      thread.start();
      return true;
    } catch (Throwable noThread) {
      mutex.lock();
      try {
        alive--;
        lastRefusal = System.nanoTime();
        lacksThread = alive == 0 && !queue.isEmpty();
      } finally {
        mutex.unlock();
      }
      return false;
    }
  }

  /** Does what there is to do, on this thread, until there is a worker again or nothing is left. */
  private void helpIfAlone() {
    boolean helping = false;
    while (true) {
      Task task;
      boolean start;
      mutex.lock();
      try {
        boolean needed = alive == 0 && !queue.isEmpty();
        if (!needed || (someoneHelps && !helping)) {
          someoneHelps &= !helping;
          return;
        }
        helping = true;
        someoneHelps = true;
        task = queue.next(System.nanoTime());
        start = mayStart();
      } finally {
        mutex.unlock();
      }
      if (start) {
        start();
      }
      if (task == null) {
        Pause.uninterruptibly(NANOS_BETWEEN_LOOKS);
      } else {
        runTask(task);
      }
    }
  }

  private static void runTask(Task task) {
    try {
      task.run();
    } catch (Throwable failure) {
      Log.warn("a task of Pagelock's own failed", failure);
    }
  }

  /** Lets queued tasks end, then the threads. */
  public void close() {
    mutex.lock();
    try {
      closed = true;
      for (Thread woken = idle.take(); woken != null; woken = idle.take()) {
        LockSupport.unpark(woken);
      }
    } finally {
      mutex.unlock();
    }
  }

  /** What a thread does. */
  private final class Worker extends IdleThreads.Place implements Runnable {
    @Override
    public void run() {
      while (runNext()) {}
    }

    /** In a frame of its own, so that a thread that waits keeps no request reachable (A11). */
    private boolean runNext() {
      Task task = next();
      if (task == null) {
        return false;
      }
      runTask(task);
      return true;
    }

    private @Nullable Task next() {
      long idleSince = System.nanoTime();
      while (true) {
        long now = System.nanoTime();
        long wait;
        mutex.lock();
        try {
          Task task = queue.next(now);
          if (task != null) {
            idle.remove(this);
            return task;
          }
          wait = Math.min(idleSince + IDLE_NANOS - now, queue.nanosToNext(now));
          boolean mayGo = queue.isEmpty() && !Callbacks.lackThread();
          if (mayGo && (closed || wait <= 0)) {
            idle.remove(this);
            alive--;
            return null;
          }
          idle.add(this);
        } finally {
          mutex.unlock();
        }
        if (Callbacks.lackThread()) {
          Callbacks.askAgain();
          wait = Math.min(wait, NANOS_BETWEEN_STARTS);
        }
        // An interrupted thread would not sleep at all.
        Thread.interrupted();
        LockSupport.parkNanos(this, Math.max(wait, NANOS_BETWEEN_LOOKS));
      }
    }
  }
}
