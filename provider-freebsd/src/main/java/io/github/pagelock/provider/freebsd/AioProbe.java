package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.jna.LibC;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether requests can be queued and their ends be told, with one that locks nothing: its
 * range wraps around the end of the address space, which the kernel finds out when it runs.
 */
final class AioProbe {
  private static final int TRIES = 20;
  private static final long BETWEEN_TRIES_MILLIS = 5;
  private static final long[] A_SECOND = {1, 0};

  private final LibC libc;
  private final AioSettings settings;
  private final int pageSize;

  AioProbe(LibC libc, AioSettings settings, int pageSize) {
    this.libc = libc;
    this.settings = settings;
    this.pageSize = pageSize;
  }

  /** Takes microseconds, unless others hold the queue: a tenth of a second then. */
  boolean works() {
    // Without AIO in the kernel the first of its calls would end the process with SIGSYS.
    if (settings.ofProcess() == 0 || settings.ofSystem() == 0) {
      return false;
    }
    try {
      int kqueue = libc.kqueue();
      if (kqueue < 0) {
        return false;
      }
      try {
        return tries(kqueue);
      } finally {
        libc.close(kqueue);
      }
    } catch (UnsatisfiedLinkError missing) {
      return false;
    }
  }

  private boolean tries(int kqueue) {
    ControlBlock block = new ControlBlock(libc);
    block.fill(-2L * pageSize, 4L * pageSize, kqueue, 1);
    int errno = libc.aio_mlock(block.address());
    for (int i = 1; errno == FreeBsd.EAGAIN && i < TRIES; i++) {
      sleep();
      errno = libc.aio_mlock(block.address());
    }
    return errno == 0 && ends(kqueue, block);
  }

  /** The block is the kernel's until then: if it is not its turn soon, it is taken out again. */
  private boolean ends(int kqueue, ControlBlock block) {
    Events events = new Events(libc, 1);
    int count;
    do {
      count = libc.kevent(kqueue, 0, 0, events.address(), 1, A_SECOND);
    } while (count == -FreeBsd.EINTR);
    boolean told = count == 1 && events.ident(0) == block.address();
    if (!told) {
      libc.aio_cancel(kqueue, block.address());
    }
    while (libc.aio_error(block.address()) == FreeBsd.EINPROGRESS) {
      sleep();
    }
    libc.aio_return(block.address());
    return told;
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
