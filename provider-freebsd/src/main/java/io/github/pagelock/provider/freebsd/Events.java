package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array of struct kevent of sys/event.h, as it is since FreeBSD 12, outside of the heap. It must
 * stay reachable while the kernel uses its address. Used by one thread at a time.
 */
final class Events {
  /** sizeof(struct kevent). */
  static final int BYTES = 64;

  static final int IDENT = 0;
  static final int FILTER = 8;
  static final int FLAGS = 10;
  static final int DATA = 16;
  static final int UDATA = 24;

  private final ByteBuffer memory;
  private final long address;
  private final int room;

  /** All zeros. */
  Events(LibC libc, int room) {
    this.memory = ByteBuffer.allocateDirect(room * BYTES).order(ByteOrder.nativeOrder());
    this.address = libc.addressOf(memory);
    this.room = room;
  }

  long address() {
    return address;
  }

  /** How many events fit. */
  int room() {
    return room;
  }

  /** Of a request: its control block's address. */
  long ident(int i) {
    return memory.getLong(i * BYTES + IDENT);
  }

  short filter(int i) {
    return memory.getShort(i * BYTES + FILTER);
  }

  short flags(int i) {
    return memory.getShort(i * BYTES + FLAGS);
  }

  /** Of a request: the errno that it has ended with, or 0. */
  long data(int i) {
    return memory.getLong(i * BYTES + DATA);
  }

  /** Of a request: what its control block was filled with as user data. */
  long userData(int i) {
    return memory.getLong(i * BYTES + UDATA);
  }
}
