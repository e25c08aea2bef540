package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.jna.LibC;
import java.util.concurrent.TimeUnit;

/**
 * The kqueue, and the daemon thread that waits on it for the ends of requests. Both begin with the
 * first request and end after 10 s without any. Its other methods are called holding the queue's
 * lock.
 */
final class Reaper {
  private static final int EVENTS_AT_ONCE = 64;
  private static final long RETRY_MILLIS = 5;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long[] ONE_SECOND = {1, 0};
  private static final long[] AT_ONCE = {0, 0};

  private final LibC libc;
  private final AioQueue queue;
  private final long idleNanos;
  private volatile int kqueue = -1;
  private boolean running;

  /** When it last looked for ends that no event has told; only its thread uses it. */
  private long lookedAt;

  Reaper(LibC libc, AioQueue queue, long idleNanos) {
    this.libc = libc;
    this.queue = queue;
    this.idleNanos = idleNanos;
  }

  /** Its descriptor, which stays open while a request is in the kernel; -1: there is none. */
  int kqueue() {
    return kqueue;
  }

  /** Sees to it that there are a kqueue and the thread. Returns 0 or errno. */
  int begin() {
    if (kqueue < 0) {
      int opened = libc.kqueue();
      if (opened < 0) {
        return -opened;
      }
      kqueue = opened;
    }
    if (!running) {
      Thread thread = new Thread(null, this::run, "pagelock-freebsd-reaper", 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      try {
        thread.start();
      } catch (Throwable noThread) {
        end();
        throw noThread;
      }
      running = true;
    }
    return 0;
  }

  /** Somebody else has closed it: the number may be another file's by now, and is not closed. */
  void lost(int closed) {
    if (kqueue == closed) {
      kqueue = -1;
    }
  }

  /** The thread returns next. */
  void end() {
    if (kqueue >= 0 && libc.kevent(kqueue, 0, 0, 0, 0, AT_ONCE) == 0) {
      libc.close(kqueue);
    }
    kqueue = -1;
    running = false;
  }

  private void run() {
    Events events = new Events(libc, EVENTS_AT_ONCE);
    lookedAt = System.nanoTime();
    boolean ended = false;
    while (!ended) {
      try {
        switch (queue.awaitWork(idleNanos)) {
          case WAIT_FOR_EVENTS -> reap(events);
          case TRY_AGAIN -> {
            Thread.sleep(RETRY_MILLIS);
            queue.tryAgain();
          }
          case REST -> ended = queue.rest();
        }
      } catch (InterruptedException nobodyShould) {
        // What is in the kernel has to be reaped all the same.
      }
    }
  }

  private void reap(Events events) throws InterruptedException {
    int asked = kqueue;
    int count = libc.kevent(asked, 0, 0, events.address(), events.room(), ONE_SECOND);
    if (count > 0) {
      queue.ended(events, count);
    } else if (count == -FreeBsd.EBADF) {
      queue.lost(asked);
      Thread.sleep(RETRY_MILLIS);
    }
    long now = System.nanoTime();
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      queue.lookForLostEnds();
    }
  }
}
