package io.github.pagelock.provider.freebsd;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * FreeBSD's AIO as it was observed (ends told once, results kept until aio_return, cancelled by
 * descriptor and address), in Java, so that any of its calls can be made to throw.
 */
final class FakeAio extends FakeFreeBsd {
  /** sys/aio.h: it runs. */
  private static final int AIO_NOTCANCELED = 2;

  private static final int FIRST_KQUEUE = 1000;

  /** Called by each call, by its name, before and after it does its work; may throw. */
  @FunctionalInterface
  interface Fault {
    void at(String call, boolean done);
  }

  /** As an OutOfMemoryError, which would end JUnit itself. */
  @SuppressWarnings("serial")
  static final class Injected extends Error {
    Injected(String message) {
      super(message);
    }
  }

  static final Fault NONE = (call, done) -> {};

  /** The first calls of a name throw, before or after they have done their work. */
  static Fault throwsAt(String name, boolean whenDone, int times, Supplier<Error> thrown) {
    AtomicInteger left = new AtomicInteger(times);
    return (call, done) -> {
      if (call.equals(name) && done == whenDone && left.getAndDecrement() > 0) {
        throw thrown.get();
      }
    };
  }

  private static final class Job {
    final int descriptor;
    final int kqueue;
    final long userData;
    boolean ended;
    boolean told;
    int errno;

    Job(ByteBuffer block) {
      this.descriptor = block.getInt(ControlBlock.AIO_FILDES);
      this.kqueue = block.getInt(ControlBlock.SIGEV_NOTIFY_KQUEUE);
      this.userData = block.getLong(ControlBlock.SIGEV_VALUE);
    }
  }

  volatile Fault fault = NONE;

  private final Map<Long, ByteBuffer> memory = new HashMap<>();
  private final Map<Long, Job> jobs = new LinkedHashMap<>();
  private final TreeSet<Integer> descriptors = new TreeSet<>();
  private final List<Long> byMlock = new ArrayList<>();
  private long nextAddress = 0x10000;
  private int nextKqueue = FIRST_KQUEUE;
  private boolean held;
  private boolean running;
  private int room = 256;
  private int kqueueErrno;
  private int runErrno;
  private int submittedTwice;

  FakeAio() {
    super(64);
  }

  /** What ends from now on ends so. */
  synchronized void endsWith(int errno) {
    runErrno = errno;
  }

  /** Nothing ends until it is let go. */
  synchronized void hold(boolean inTheQueue) {
    held = true;
    running = !inTheQueue;
  }

  synchronized void letGo() {
    held = false;
    jobs.values().forEach(this::runFreely);
    notifyAll();
  }

  synchronized void roomFor(int requests) {
    room = requests;
  }

  synchronized void noKqueue(int errno) {
    kqueueErrno = errno;
  }

  synchronized void closedBySomebodyElse(int descriptor) {
    descriptors.remove(descriptor);
    notifyAll();
  }

  synchronized int unreturned() {
    return jobs.size();
  }

  synchronized int kqueues() {
    return descriptors.size();
  }

  synchronized List<Long> lockedByMlock() {
    return List.copyOf(byMlock);
  }

  synchronized int submittedTwice() {
    return submittedTwice;
  }

  private ByteBuffer memoryAt(long address) {
    return Objects.requireNonNull(memory.get(address), "EFAULT");
  }

  private void runFreely(Job job) {
    if (!job.ended) {
      job.ended = true;
      job.errno = runErrno;
    }
  }

  @Override
  public int mlock(long address, long byteCount) {
    fault.at("mlock", false);
    synchronized (this) {
      byMlock.add(address);
    }
    fault.at("mlock", true);
    return mlockErrno;
  }

  @Override
  public int aio_mlock(long controlBlock) {
    fault.at("aio_mlock", false);
    int errno = submit(controlBlock);
    fault.at("aio_mlock", true);
    return errno;
  }

  private synchronized int submit(long controlBlock) {
    Job job = new Job(memoryAt(controlBlock));
    if (jobs.size() >= room) {
      return FreeBsd.EAGAIN;
    }
    if (!descriptors.contains(job.kqueue)) {
      return FreeBsd.EBADF;
    }
    if (jobs.put(controlBlock, job) != null) {
      submittedTwice++;
    }
    if (!held) {
      runFreely(job);
      notifyAll();
    }
    return 0;
  }

  @Override
  public int aio_error(long controlBlock) {
    fault.at("aio_error", false);
    int status = status(controlBlock);
    fault.at("aio_error", true);
    return status;
  }

  private synchronized int status(long controlBlock) {
    Job job = jobs.get(controlBlock);
    if (job == null) {
      return FreeBsd.EINVAL;
    }
    return job.ended ? job.errno : FreeBsd.EINPROGRESS;
  }

  @Override
  public int aio_return(long controlBlock) {
    fault.at("aio_return", false);
    int errno = taken(controlBlock);
    fault.at("aio_return", true);
    return errno;
  }

  private synchronized int taken(long controlBlock) {
    Job job = jobs.get(controlBlock);
    if (job == null || !job.ended) {
      return FreeBsd.EINVAL;
    }
    jobs.remove(controlBlock);
    return job.errno;
  }

  @Override
  public int aio_cancel(int descriptor, long controlBlock) {
    fault.at("aio_cancel", false);
    int answer = cancelled(descriptor, controlBlock);
    fault.at("aio_cancel", true);
    return answer;
  }

  private synchronized int cancelled(int descriptor, long controlBlock) {
    Job job = jobs.get(controlBlock);
    if (!descriptors.contains(descriptor)) {
      return -FreeBsd.EBADF;
    }
    if (job == null || job.ended || job.descriptor != descriptor) {
      return FreeBsd.AIO_ALLDONE;
    }
    if (running) {
      return AIO_NOTCANCELED;
    }
    job.ended = true;
    job.errno = FreeBsd.ECANCELED;
    notifyAll();
    return FreeBsd.AIO_CANCELED;
  }

  @Override
  public int kqueue() {
    fault.at("kqueue", false);
    int descriptor = open();
    fault.at("kqueue", true);
    return descriptor;
  }

  private synchronized int open() {
    if (kqueueErrno != 0) {
      return -kqueueErrno;
    }
    descriptors.add(nextKqueue);
    return nextKqueue++;
  }

  @Override
  public int kevent(
      int kqueue,
      long changes,
      int changeCount,
      long events,
      int room,
      long @Nullable [] secondsAndNanos) {
    fault.at("kevent", false);
    int count = told(kqueue, events, room, secondsAndNanos);
    fault.at("kevent", true);
    return count;
  }

  private synchronized int told(int kqueue, long events, int most, long @Nullable [] time) {
    long end = System.nanoTime() + (time == null ? 0 : time[0] * 1_000_000_000 + time[1]);
    while (descriptors.contains(kqueue)) {
      int count = most == 0 ? 0 : write(kqueue, memoryAt(events), most);
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (count > 0 || millis <= 0) {
        return count;
      }
      try {
        wait(millis);
      } catch (InterruptedException asInNativeCode) {
        Thread.currentThread().interrupt();
        return count;
      }
    }
    return -FreeBsd.EBADF;
  }

  private int write(int kqueue, ByteBuffer events, int most) {
    int count = 0;
    for (Iterator<Map.Entry<Long, Job>> all = jobs.entrySet().iterator();
        all.hasNext() && count < most; ) {
      Map.Entry<Long, Job> next = all.next();
      Job job = next.getValue();
      if (job.ended && !job.told && job.kqueue == kqueue) {
        job.told = true;
        int at = count * Events.BYTES;
        events.putLong(at + Events.IDENT, next.getKey());
        events.putShort(at + Events.FILTER, FreeBsd.EVFILT_AIO);
        events.putLong(at + Events.DATA, job.errno);
        events.putLong(at + Events.UDATA, job.userData);
        count++;
      }
    }
    return count;
  }

  @Override
  public int close(int descriptor) {
    if (descriptor < FIRST_KQUEUE) {
      return super.close(descriptor);
    }
    fault.at("close", false);
    synchronized (this) {
      return descriptors.remove(descriptor) ? 0 : FreeBsd.EBADF;
    }
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    fault.at("addressOf", false);
    synchronized (this) {
      long address = nextAddress;
      nextAddress += 1 << 16;
      memory.put(address, buffer);
      return address;
    }
  }
}
