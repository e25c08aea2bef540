package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The kqueue, and the daemon thread that waits on it for the ends of requests. Both begin with the
 * first request and end after 10 s without any. Called holding the queue's lock, but for what its
 * thread does.
 */
final class Reaper {
  private static final int EVENTS_AT_ONCE = 64;
  private static final long RETRY_MILLIS = 5;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long[] ONE_SECOND = {1, 0};
  private static final long[] AT_ONCE = {0, 0};

  private final LibC libc;
  private final AioQueue queue;
  private final ThreadFactory threads;
  private final long idleNanos;
  private volatile int kqueue = -1;
  private boolean running;

  /** To look for ends that no event has told, without waiting until it is time to. */
  private volatile boolean looksNext;

  Reaper(LibC libc, AioQueue queue, ThreadFactory threads, long idleNanos) {
    this.libc = libc;
    this.queue = queue;
    this.threads = threads;
    this.idleNanos = idleNanos;
  }

  /** A daemon that knows nothing of who needs it first. */
  static Thread thread(Runnable body) {
    Thread thread = new Thread(null, body, "pagelock-freebsd-reaper", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Its descriptor, which stays open while a request is in the kernel; -1: there is none. */
  int kqueue() {
    return kqueue;
  }

  /**
   * Sees to it that there are a kqueue and the thread. Throws if there is no memory, or no thread
   * can be started; the next call tries again.
   *
   * @return false if there is no kqueue to be had
   */
  boolean begin() {
    if (kqueue < 0) {
      kqueue = Math.max(-1, libc.kqueue());
    }
    if (kqueue >= 0 && !running) {
      try {
        threads.newThread(new Loop()).start();
        running = true;
      } finally {
        if (!running) {
          close(letGo());
        }
      }
    }
    return kqueue >= 0;
  }

  /** Loads what the thread needs. */
  void rehearse() {
    Loop unused = new Loop();
    close(-1);
    Uninterrupted.sleep(0);
  }

  /** Somebody else has closed it: the number may be another file's by now, and is not closed. */
  void lost(int closed) {
    if (kqueue == closed) {
      kqueue = -1;
    }
  }

  /** Some request may have ended, or may never have begun, without an event. */
  void looksNext() {
    looksNext = true;
  }

  /** The thread closes what this returns, without the lock, and returns. */
  int end() {
    running = false;
    return letGo();
  }

  private int letGo() {
    int descriptor = kqueue;
    kqueue = -1;
    return descriptor;
  }

  /** Closes a kqueue, if the number is still that of one. Throws nothing. */
  void close(int descriptor) {
    try {
      if (descriptor >= 0 && libc.kevent(descriptor, 0, 0, 0, 0, AT_ONCE) == 0) {
        libc.close(descriptor);
      }
    } catch (Throwable leftOpen) {
      // It may be closed or not; to try again could close somebody else's.
    }
  }

  /** What the thread does: it goes on whatever is thrown. */
  private final class Loop implements Runnable {
    private final Events events = new Events(libc, EVENTS_AT_ONCE);
    private long lookedAt;

    /** Whether the last round failed: the same problem is not reported again and again. */
    private boolean failing;

    @Override
    public void run() {
      lookedAt = System.nanoTime();
      boolean ended = false;
      while (!ended) {
        try {
          ended = goOn();
          failing = false;
        } catch (Throwable problem) {
          looksNext = true; // events that were read may not have been looked at
          report(problem);
          Uninterrupted.sleep(RETRY_MILLIS);
        }
      }
    }

    private void report(Throwable problem) {
      if (!failing) {
        failing = true;
        Problems.report(problem);
      }
    }

    /** Returns true when there is nothing to do any more. */
    private boolean goOn() {
      AioQueue.Next next = queue.awaitWork(idleNanos);
      if (next == AioQueue.Next.REST) {
        return queue.rest();
      }
      if (next == AioQueue.Next.TRY_AGAIN) {
        Uninterrupted.sleep(RETRY_MILLIS);
        queue.tryAgain();
      } else {
        reap();
      }
      return false;
    }

    private void reap() {
      int asked = kqueue;
      int count = libc.kevent(asked, 0, 0, events.address(), events.room(), ONE_SECOND);
      if (count > 0) {
        queue.ended(events, count);
      } else if (count < 0 && count != -FreeBsd.EINTR) {
        if (count == -FreeBsd.EBADF) {
          queue.lost(asked);
        }
        Uninterrupted.sleep(RETRY_MILLIS);
      }
      long now = System.nanoTime();
      if (looksNext || now - lookedAt >= LOOK_NANOS) {
        looksNext = false;
        lookedAt = now;
        queue.lookForLostEnds();
      }
    }
  }
}
