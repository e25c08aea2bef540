package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.provider.freebsd.AioRequest.State;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.LockQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * aio_mlock(2) as a queue. What happens to requests, also where something throws, is in
 * docs/freebsd-queue.md.
 */
final class AioQueue implements LockQueue {
  /** One runs, one is next. */
  private static final int WINDOW = 2;

  private final LibC libc;
  private final EndFailures failures;
  private final AioSettings settings;
  private final Reaper reaper;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition toDo = lock.newCondition();
  private final ControlBlocks blocks;
  private final Entrance entrance;

  AioQueue(LibC libc, EndFailures failures, AioSettings settings, ThreadFactory threads) {
    this.libc = libc;
    this.failures = failures;
    this.settings = settings;
    this.blocks = new ControlBlocks(libc);
    this.reaper = new Reaper(libc, this, threads, settings.idleNanos());
    this.entrance = new Entrance(libc, settings, blocks, reaper);
  }

  @Override
  public long requestBytes() {
    return settings.requestBytes();
  }

  @Override
  public int window() {
    return WINDOW;
  }

  private AioRequest request(long address, long byteCount, Listener listener) {
    AioEnd end = new AioEnd(failures.withoutMemory(address, byteCount));
    return new AioRequest(this, address, byteCount, listener, end);
  }

  @Override
  public Request submit(long address, long byteCount, Listener listener) {
    AioRequest request = request(address, byteCount, listener);
    ToBeTold told = new ToBeTold(libc, failures);
    lock.lock();
    try {
      entrance.line().addLast(request);
      entrance.letIn(told);
      toDo.signal();
    } finally {
      lock.unlock();
      told.tell();
    }
    return request;
  }

  /** Q6 to Q10, Q16, Q17. */
  Cancellation cancel(AioRequest request) {
    PageLockException failure = failures.cancelled(request.address, request.byteCount);
    ToBeTold told = new ToBeTold(libc, failures);
    lock.lock();
    try {
      if (request.state() == State.ENDED) {
        return Cancellation.ALREADY_DONE;
      }
      if (request.state() == State.BY_CALL) {
        return Cancellation.NOT_CANCELLED;
      }
      if (request.state() == State.IN_KERNEL) {
        request.end.mayBeCancelled(failure);
        return cancelInKernel(request.slot().block);
      }
      entrance.line().remove(request);
      request.end.isCancelled(failure);
      request.ended();
      told.add(request);
      return Cancellation.CANCELLED;
    } finally {
      lock.unlock();
      told.tell();
    }
  }

  /** By the descriptor of its own: of another one the kernel says ALLDONE of whatever it has. */
  private Cancellation cancelInKernel(ControlBlock block) {
    int answer = libc.aio_cancel(block.descriptor(), block.address());
    if (answer == FreeBsd.AIO_CANCELED) {
      return Cancellation.CANCELLED;
    }
    return answer == FreeBsd.AIO_ALLDONE ? Cancellation.ALREADY_DONE : Cancellation.NOT_CANCELLED;
  }

  /** The results of all events are taken before any listener is told. */
  void ended(Events events, int count) {
    takeResults(events, count);
  }

  /** Ends that no event has told. */
  void lookForLostEnds() {
    takeResults(null, 0);
  }

  private void takeResults(@Nullable Events events, int count) {
    ToBeTold told = new ToBeTold(libc, failures);
    Results results = new Results(libc, settings, blocks, told);
    lock.lock();
    try {
      if (events != null) {
        results.ofEvents(events, count);
      } else {
        results.withoutEvents();
      }
      entrance.letIn(told);
    } finally {
      lock.unlock();
      told.tell();
    }
    results.problems().rethrow();
  }

  /** Tries what the kernel has refused, and gives up what waits too long for others. */
  void tryAgain() {
    ToBeTold told = new ToBeTold(libc, failures);
    lock.lock();
    try {
      entrance.letIn(told);
      entrance.giveUpThoseThatWaitTooLong(told);
    } finally {
      lock.unlock();
      told.tell();
    }
  }

  void lost(int kqueue) {
    lock.lock();
    try {
      reaper.lost(kqueue);
    } finally {
      lock.unlock();
    }
  }

  /** What the reaper is to do next. */
  enum Next {
    WAIT_FOR_EVENTS,
    TRY_AGAIN,
    REST
  }

  /** Waits while there is nothing to do, for so long at most. */
  Next awaitWork(long idleNanos) {
    lock.lock();
    try {
      long left = idleNanos;
      while (blocks.inUse() == 0 && entrance.line().isEmpty() && left > 0) {
        try {
          left = toDo.awaitNanos(left);
        } catch (InterruptedException nobodyShould) {
          // What comes has to be done all the same.
        }
      }
      if (blocks.inUse() > 0) {
        return Next.WAIT_FOR_EVENTS;
      }
      return entrance.line().isEmpty() ? Next.REST : Next.TRY_AGAIN;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the reaper end, if there is still nothing to do. */
  boolean rest() {
    int unneeded;
    lock.lock();
    try {
      if (blocks.inUse() > 0 || !entrance.line().isEmpty()) {
        return false;
      }
      blocks.clear();
      unneeded = reaper.end();
    } finally {
      lock.unlock();
    }
    reaper.close(unneeded);
    return true;
  }

  /** Goes the ways of a request, with one of nobody, so that all that they need is loaded (X5). */
  void rehearse() {
    failures.rehearse();
    reaper.rehearse();
    takeResults(null, 0);
    AioRequest nobody = request(0, 0, (failure, nanos) -> {});
    nobody.end.isWithoutRoom();
    nobody.ended();
    ToBeTold told = new ToBeTold(libc, failures);
    told.add(nobody);
    told.tell();
    cancel(nobody);
    awaitWork(0);
  }

  Reaper reaper() {
    return reaper;
  }

  /** Control blocks that the kernel may write to. */
  int blocksInUse() {
    lock.lock();
    try {
      return blocks.inUse();
    } finally {
      lock.unlock();
    }
  }
}
