package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Pending.Cancellation;
import io.github.pagelock.provider.freebsd.AioRequest.State;
import io.github.pagelock.provider.freebsd.jna.LibC;
import io.github.pagelock.spi.LockQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** aio_mlock(2): requests in the kernel, and the line of those that wait for room there. */
final class AioQueue implements LockQueue {
  private static final String CALL = "aio_mlock";

  /** One runs, one is next. */
  private static final int WINDOW = 2;

  private final LibC libc;
  private final LockFailures failures;
  private final AioSettings settings;
  private final Reaper reaper;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition toDo = lock.newCondition();
  private final Map<Long, AioRequest> inKernel = new HashMap<>();
  private final Set<AioRequest> line = new LinkedHashSet<>();
  private final Deque<ControlBlock> free = new ArrayDeque<>();
  private long lastNumber;

  /** Since when the kernel takes nothing although it holds nothing of ours; 0: it does not. */
  private long refusedSince;

  AioQueue(LibC libc, LockFailures failures, AioSettings settings) {
    this.libc = libc;
    this.failures = failures;
    this.settings = settings;
    this.reaper = new Reaper(libc, this, settings.idleNanos());
  }

  @Override
  public long requestBytes() {
    return settings.requestBytes();
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public Request submit(long address, long byteCount, Listener listener) {
    AioRequest request = new AioRequest(this, address, byteCount, listener);
    List<Runnable> told = new ArrayList<>(0);
    lock.lock();
    try {
      line.add(request);
      try {
        enterThoseThatWait(told);
      } catch (Throwable noThread) {
        line.remove(request);
        throw noThread;
      }
      toDo.signal();
    } finally {
      lock.unlock();
    }
    tell(told);
    return request;
  }

  /** Q6 to Q10. */
  Cancellation cancel(AioRequest request) {
    lock.lock();
    try {
      if (request.state() == State.ENDED) {
        return Cancellation.ALREADY_DONE;
      }
      if (request.state() == State.IN_KERNEL) {
        return cancelInKernel(request);
      }
      line.remove(request);
      request.ended();
    } finally {
      lock.unlock();
    }
    request.tell(cancelled(request), 0);
    return Cancellation.CANCELLED;
  }

  private Cancellation cancelInKernel(AioRequest request) {
    long block = request.block().address();
    int answer = libc.aio_cancel(reaper.kqueue(), block);
    if (answer == FreeBsd.AIO_CANCELED) {
      return Cancellation.CANCELLED;
    }
    if (answer == FreeBsd.AIO_NOTCANCELED) {
      return Cancellation.NOT_CANCELLED;
    }
    if (answer == FreeBsd.AIO_ALLDONE && libc.aio_error(block) != FreeBsd.EINPROGRESS) {
      return Cancellation.ALREADY_DONE;
    }
    throw new IllegalStateException(
        "aio_cancel does not find a request that is in the kernel ("
            + (answer < 0 ? FreeBsd.nameOf(-answer) : "AIO_ALLDONE")
            + "): was a kqueue of Pagelock's closed by somebody else?");
  }

  /** Q1 to Q4 for the line, as far as there is room. Holding the lock. */
  private void enterThoseThatWait(List<Runnable> told) {
    while (!line.isEmpty() && inKernel.size() < settings.mostInKernel()) {
      AioRequest first = line.iterator().next();
      int noKqueue = reaper.begin();
      int errno = noKqueue != 0 ? noKqueue : enter(first);
      if (errno == FreeBsd.EAGAIN) {
        noteRefusal();
        return;
      }
      line.remove(first);
      refusedSince = 0;
      if (errno != 0) {
        first.ended();
        told.add(() -> first.tell(failure(noKqueue != 0 ? "kqueue" : CALL, errno, first), 0));
      }
    }
  }

  /** Returns 0 or errno. */
  private int enter(AioRequest request) {
    ControlBlock block = free.isEmpty() ? new ControlBlock(libc) : free.pop();
    long number = ++lastNumber;
    block.fill(request.address, request.byteCount, reaper.kqueue(), number);
    int errno = libc.aio_mlock(block.address());
    if (errno == FreeBsd.EBADF) {
      reaper.lost(reaper.kqueue());
    }
    if (errno == FreeBsd.EBADF && reaper.begin() == 0) {
      block.fill(request.address, request.byteCount, reaper.kqueue(), number);
      errno = libc.aio_mlock(block.address());
    }
    if (errno == 0) {
      inKernel.put(block.address(), request);
      request.entered(block, number, inKernel.size());
    } else {
      free.push(block);
    }
    return errno;
  }

  private void noteRefusal() {
    if (!inKernel.isEmpty()) {
      refusedSince = 0;
    } else if (refusedSince == 0) {
      refusedSince = System.nanoTime();
    }
  }

  /** Q5, for all events before any listener is told. */
  void ended(Events events, int count) {
    List<Runnable> told = new ArrayList<>(count);
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        AioRequest request = inKernel.get(events.ident(i));
        if (events.filter(i) == FreeBsd.EVFILT_AIO
            && request != null
            && request.number() == events.userData(i)) {
          reap(request, (int) events.data(i), told);
        }
      }
      enterThoseThatWait(told);
    } finally {
      lock.unlock();
    }
    tell(told);
  }

  void lost(int kqueue) {
    lock.lock();
    try {
      reaper.lost(kqueue);
    } finally {
      lock.unlock();
    }
  }

  /** Q12, Q13. */
  void lookForLostEnds() {
    List<Runnable> told = new ArrayList<>();
    lock.lock();
    try {
      for (AioRequest request : List.copyOf(inKernel.values())) {
        int errno = libc.aio_error(request.block().address());
        if (errno != FreeBsd.EINPROGRESS) {
          reap(request, errno, told);
        }
      }
      enterThoseThatWait(told);
    } finally {
      lock.unlock();
    }
    tell(told);
  }

  private void reap(AioRequest request, int errno, List<Runnable> told) {
    ControlBlock block = request.block();
    libc.aio_return(block.address());
    long nanos = request.ranFor(settings.runAtOnce());
    inKernel.remove(block.address());
    free.push(block);
    request.ended();
    told.add(() -> request.tell(errno == 0 ? null : failure(CALL, errno, request), nanos));
  }

  private PageLockException failure(String call, int errno, AioRequest request) {
    return switch (errno) {
      case FreeBsd.ECANCELED -> cancelled(request);
      case FreeBsd.EINVAL ->
          failure(
              request,
              Reason.OTHER,
              errno,
              "its result was taken by somebody else in this process, who calls aio_waitcomplete");
      default -> failures.of(call, errno, request.address, request.byteCount);
    };
  }

  private static PageLockException cancelled(AioRequest request) {
    return failure(request, Reason.CANCELLED, FreeBsd.ECANCELED, "the request was cancelled");
  }

  private static PageLockException failure(
      AioRequest request, Reason reason, int errno, String why) {
    return PageLockException.of(reason, CALL, request.address, request.byteCount)
        .errno(errno, FreeBsd.nameOf(errno))
        .because(why)
        .build();
  }

  /** Without the lock. None is forgotten because another could not be told. */
  private static void tell(List<Runnable> told) {
    for (Runnable one : told) {
      try {
        one.run();
      } catch (RuntimeException | Error problem) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, problem);
      }
    }
  }

  /** What the reaper is to do next. */
  enum Next {
    WAIT_FOR_EVENTS,
    TRY_AGAIN,
    REST
  }

  /** Waits while there is nothing in the kernel, for so long at most. */
  Next awaitWork(long idleNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = idleNanos;
      while (inKernel.isEmpty() && line.isEmpty() && left > 0) {
        left = toDo.awaitNanos(left);
      }
      if (!inKernel.isEmpty()) {
        return Next.WAIT_FOR_EVENTS;
      }
      return line.isEmpty() ? Next.REST : Next.TRY_AGAIN;
    } finally {
      lock.unlock();
    }
  }

  /** Tries what the kernel has refused, and gives up what waits too long for others (Q11). */
  void tryAgain() {
    List<Runnable> told = new ArrayList<>();
    lock.lock();
    try {
      enterThoseThatWait(told);
      long now = System.nanoTime();
      if (refusedSince != 0 && now - refusedSince > settings.patienceNanos()) {
        for (AioRequest request : List.copyOf(line)) {
          if (now - request.queuedAt > settings.patienceNanos()) {
            line.remove(request);
            request.ended();
            told.add(() -> request.tell(settings.full(request.address, request.byteCount), 0));
          }
        }
      }
    } finally {
      lock.unlock();
    }
    tell(told);
  }

  /** Lets the reaper end, if there is still nothing to do. */
  boolean rest() {
    lock.lock();
    try {
      if (!inKernel.isEmpty() || !line.isEmpty()) {
        return false;
      }
      free.clear();
      reaper.end();
      return true;
    } finally {
      lock.unlock();
    }
  }

  Reaper reaper() {
    return reaper;
  }

  /** Control blocks that the kernel may write to. */
  int blocksInUse() {
    lock.lock();
    try {
      return inKernel.size();
    } finally {
      lock.unlock();
    }
  }
}
