package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much of the kernel's queue is used, and for how long it is waited for.
 *
 * @param requestBytes the most that a request covers, in bytes
 * @param ofProcess requests that the kernel takes from a process
 * @param ofSystem requests that it takes from all
 * @param runAtOnce requests of a process that run at once
 * @param patienceNanos how long to wait for others who have filled the queue
 * @param idleNanos how long the thread that waits for events stays without any request
 */
record AioSettings(
    long requestBytes,
    int ofProcess,
    int ofSystem,
    int runAtOnce,
    long patienceNanos,
    long idleNanos) {
  /** Bytes of the largest request: a chunk. */
  static final long MOST_REQUEST_BYTES = 32L << 20;

  /** Sets the size of requests, in bytes. */
  static final String REQUEST_BYTES = "io.github.pagelock.freebsd.requestBytes";

  private static final long DEFAULT_REQUEST_BYTES = 16L << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * As the kernel is set.
   *
   * @throws IllegalArgumentException if the property's value is not a size
   */
  static AioSettings of(Sysctl sysctl, int pageSize) {
    return new AioSettings(
        requestBytes(System.getProperty(REQUEST_BYTES), pageSize),
        number(sysctl, "vfs.aio.max_aio_queue_per_proc"),
        number(sysctl, "vfs.aio.max_aio_queue"),
        Math.max(1, number(sysctl, "vfs.aio.max_aio_per_proc")),
        PATIENCE_NANOS,
        IDLE_NANOS);
  }

  AioSettings withWaits(long patience, long idle) {
    return new AioSettings(requestBytes, ofProcess, ofSystem, runAtOnce, patience, idle);
  }

  /** 0 where there is no such number: no AIO. */
  private static int number(Sysctl sysctl, String name) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, sysctl.number(name)));
  }

  static long requestBytes(@Nullable String property, int pageSize) {
    if (property == null) {
      return DEFAULT_REQUEST_BYTES;
    }
    long bytes = 0;
    try {
      bytes = Long.parseLong(property.strip());
    } catch (NumberFormatException notOne) {
      // 0 is refused below.
    }
    if (bytes < pageSize || bytes > MOST_REQUEST_BYTES) {
      throw new IllegalArgumentException(
          "-D"
              + REQUEST_BYTES
              + "="
              + property
              + ": it must be a number of bytes from "
              + pageSize
              + ", a page, to "
              + MOST_REQUEST_BYTES);
    }
    return bytes / pageSize * pageSize;
  }

  /** Half, so that others in the process live. */
  int mostInKernel() {
    return Math.max(1, Math.min(ofProcess, ofSystem) / 2);
  }

  PageLockException full(long address, long byteCount) {
    return LockFailure.of(Reason.TRY_AGAIN, "aio_mlock", address, byteCount)
        .errno(FreeBsd.EAGAIN, FreeBsd.nameOf(FreeBsd.EAGAIN))
        .because(
            "for "
                + TimeUnit.NANOSECONDS.toMillis(patienceNanos)
                + " ms others have held all of the kernel's queue of asynchronous requests, which"
                + " takes "
                + ofProcess
                + " from a process (vfs.aio.max_aio_queue_per_proc) and "
                + ofSystem
                + " from all (vfs.aio.max_aio_queue)")
        .build();
  }
}
