package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.MemoryState;
import io.github.pagelock.PageLockException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Locked memory to break: passes everything on. */
class WrappedMemory implements LockedMemory {
  final LockedMemory delegate;

  WrappedMemory(LockedMemory delegate) {
    this.delegate = delegate;
  }

  @Override
  public long byteCount() {
    return delegate.byteCount();
  }

  @Override
  public long address() {
    return delegate.address();
  }

  @Override
  public boolean isLocked() {
    return delegate.isLocked();
  }

  @Override
  public Set<Capability> promises() {
    return delegate.promises();
  }

  @Override
  public Set<Capability> missing() {
    return delegate.missing();
  }

  @Override
  public Optional<PageLockException> degradation() {
    return delegate.degradation();
  }

  @Override
  public MemoryState verify() {
    return delegate.verify();
  }

  @Override
  public <R> R apply(long index, int count, Function<? super ByteBuffer, ? extends R> user) {
    return delegate.apply(index, count, user);
  }

  @Override
  public <R> R read(long index, int count, Function<? super ByteBuffer, ? extends R> user) {
    return delegate.read(index, count, user);
  }

  @Override
  public byte get(long index) {
    return delegate.get(index);
  }

  @Override
  public void put(long index, byte value) {
    delegate.put(index, value);
  }

  @Override
  public void copyFrom(long index, ByteBuffer source) {
    delegate.copyFrom(index, source);
  }

  @Override
  public void copyTo(long index, ByteBuffer target) {
    delegate.copyTo(index, target);
  }

  @Override
  public void seal() {
    delegate.seal();
  }

  @Override
  public void unseal() {
    delegate.unseal();
  }

  @Override
  public boolean isSealed() {
    return delegate.isSealed();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
