package io.github.pagelock.secrets;

import io.github.pagelock.LockedMemory;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Memory that is accessible all the time. Its buffers are made once, and views are cut from them:
 * the memory is not unmapped while one of them is reachable.
 */
final class OpenRoom implements Room {
  private final LockedMemory memory;
  private final ByteBuffer writable;
  private final ByteBuffer readable;

  OpenRoom(LockedMemory memory) {
    this.memory = memory;
    this.writable = memory.<ByteBuffer>apply(all -> all);
    this.readable = writable.asReadOnlyBuffer();
  }

  @Override
  public <R> R read(int at, int count, Function<? super ByteBuffer, ? extends R> user) {
    return user.apply(readable.slice(at, count));
  }

  @Override
  public <R> R write(int at, int count, Function<? super ByteBuffer, ? extends R> user) {
    return user.apply(writable.slice(at, count));
  }

  @Override
  public long address() {
    return memory.address();
  }

  @Override
  public void close() {
    memory.close();
  }
}
