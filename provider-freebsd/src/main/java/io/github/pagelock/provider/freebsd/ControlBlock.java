package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A struct aiocb of sys/aio.h outside of the heap. Its address is the name of the request, and the
 * kernel writes to it until aio_return: it must stay reachable, and be filled again, no earlier
 * than that. Used by one thread at a time.
 */
final class ControlBlock {
  /** sizeof(struct aiocb). */
  static final int BYTES = 160;

  static final int AIO_FILDES = 0;
  static final int AIO_BUF = 16;
  static final int AIO_NBYTES = 24;
  static final int AIO_SIGEVENT = 80;

  /** struct sigevent of sys/signal.h, within the control block. */
  static final int SIGEV_NOTIFY = AIO_SIGEVENT;

  static final int SIGEV_NOTIFY_KQUEUE = AIO_SIGEVENT + 4;
  static final int SIGEV_VALUE = AIO_SIGEVENT + 8;
  static final int SIGEV_NOTIFY_KEVENT_FLAGS = AIO_SIGEVENT + 16;

  private static final byte[] ZEROS = new byte[BYTES];

  private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
  private final long address;

  /** All zeros. */
  ControlBlock(LibC libc) {
    this.address = libc.addressOf(memory);
  }

  /** The kqueue that it was filled with last: aio_cancel finds the request by this number. */
  int descriptor() {
    return memory.getInt(AIO_FILDES);
  }

  /** Names the request to the kernel. */
  long address() {
    return address;
  }

  /**
   * Asks for a lock of pages, and for one event at its end.
   *
   * @param pages the first page's address
   * @param byteCount bytes, more than 0
   * @param kqueue gets the event, and lends its number to aio_fildes, so that aio_cancel finds the
   *     request
   * @param userData what the event gives back
   */
  void fill(long pages, long byteCount, int kqueue, long userData) {
    memory.put(0, ZEROS);
    memory.putInt(AIO_FILDES, kqueue);
    memory.putLong(AIO_BUF, pages);
    memory.putLong(AIO_NBYTES, byteCount);
    memory.putInt(SIGEV_NOTIFY, FreeBsd.SIGEV_KEVENT);
    memory.putInt(SIGEV_NOTIFY_KQUEUE, kqueue);
    memory.putLong(SIGEV_VALUE, userData);
    memory.putShort(SIGEV_NOTIFY_KEVENT_FLAGS, FreeBsd.EV_ONESHOT);
  }
}
