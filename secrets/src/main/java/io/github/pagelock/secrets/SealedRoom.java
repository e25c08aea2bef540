package io.github.pagelock.secrets;

import io.github.pagelock.LockedMemory;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Memory that nobody can access but a function that is given it, while it runs. */
final class SealedRoom implements Room {
  private final LockedMemory memory;

  SealedRoom(LockedMemory memory) {
    this.memory = memory;
  }

  @Override
  public <R> R read(int at, int count, Function<? super ByteBuffer, ? extends R> user) {
    return memory.read(at, count, user);
  }

  @Override
  public <R> R write(int at, int count, Function<? super ByteBuffer, ? extends R> user) {
    return memory.apply(at, count, user);
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
