package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether requests can be queued and their ends be told, with one that locks nothing: its
 * range wraps around the end of the address space, which the kernel finds out when it runs. An
 * interrupt of the thread that asks changes nothing of the answer.
 */
final class AioProbe {
  private static final int TRIES = 20;
  private static final long BETWEEN_TRIES_MILLIS = 5;
  private static final long[] A_SECOND = {1, 0};

  /** What the kernel may still write to, because a call threw: nobody else may get that memory. */
  @SuppressWarnings("UnusedVariable") // it keeps it, and that is all
  private static volatile @Nullable ControlBlock leftBehind;

  /** What was found out. */
  enum Answer {
    WORKS,
    /** Not at this moment: asked later, the answer may be another. */
    NOT_NOW,
    NEVER
  }

  private final LibC libc;
  private final AioSettings settings;
  private final int pageSize;

  AioProbe(LibC libc, AioSettings settings, int pageSize) {
    this.libc = libc;
    this.settings = settings;
    this.pageSize = pageSize;
  }

  /** Takes microseconds, unless others hold the queue: a tenth of a second then. */
  Answer ask() {
    // Without AIO in the kernel the first of its calls would end the process with SIGSYS.
    if (settings.ofProcess() == 0 || settings.ofSystem() == 0) {
      return Answer.NEVER;
    }
    try {
      int kqueue = libc.kqueue();
      if (kqueue < 0) {
        return kqueue == -FreeBsd.ENOSYS ? Answer.NEVER : Answer.NOT_NOW;
      }
      try {
        return tries(kqueue);
      } finally {
        libc.close(kqueue);
      }
    } catch (UnsatisfiedLinkError missing) {
      return Answer.NEVER;
    }
  }

  private Answer tries(int kqueue) {
    Events events = new Events(libc, 1);
    ControlBlock block = new ControlBlock(libc);
    block.fill(-2L * pageSize, 4L * pageSize, kqueue, 1);
    int errno = libc.aio_mlock(block.address());
    for (int i = 1; errno == FreeBsd.EAGAIN && i < TRIES; i++) {
      Uninterrupted.sleep(BETWEEN_TRIES_MILLIS);
      errno = libc.aio_mlock(block.address());
    }
    if (errno != 0) {
      return errno == FreeBsd.EAGAIN ? Answer.NOT_NOW : Answer.NEVER;
    }
    leftBehind = block;
    boolean told = isTold(kqueue, events, block);
    leftBehind = null;
    return told ? Answer.WORKS : Answer.NOT_NOW;
  }

  /** The block is the kernel's until then: if it is not its turn soon, it is taken out again. */
  private boolean isTold(int kqueue, Events events, ControlBlock block) {
    int count;
    do {
      count = libc.kevent(kqueue, 0, 0, events.address(), 1, A_SECOND);
    } while (count == -FreeBsd.EINTR);
    boolean told = count == 1 && events.ident(0) == block.address();
    if (!told) {
      libc.aio_cancel(kqueue, block.address());
    }
    while (libc.aio_error(block.address()) == FreeBsd.EINPROGRESS) {
      Uninterrupted.sleep(BETWEEN_TRIES_MILLIS);
    }
    libc.aio_return(block.address());
    return told;
  }
}
