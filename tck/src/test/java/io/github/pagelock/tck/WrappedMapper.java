package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.spi.MemoryMapper;
import java.nio.ByteBuffer;
import java.util.Set;

/** A mapper to break: passes everything on. */
class WrappedMapper implements MemoryMapper {
  final MemoryMapper delegate;

  WrappedMapper(MemoryMapper delegate) {
    this.delegate = delegate;
  }

  @Override
  public long map(long byteCount) {
    return delegate.map(byteCount);
  }

  @Override
  public void mapSecret(long address, long byteCount) {
    delegate.mapSecret(address, byteCount);
  }

  @Override
  public void protect(long address, long byteCount, Access access) {
    delegate.protect(address, byteCount, access);
  }

  @Override
  public void promise(long address, long byteCount, Capability promise) {
    delegate.promise(address, byteCount, promise);
  }

  @Override
  public Set<Capability> kept(long address, long byteCount) {
    return delegate.kept(address, byteCount);
  }

  @Override
  public ByteBuffer buffer(long address, int byteCount) {
    return delegate.buffer(address, byteCount);
  }

  @Override
  public void discard(long address, long byteCount) {
    delegate.discard(address, byteCount);
  }

  @Override
  public void unmap(long address, long byteCount) {
    delegate.unmap(address, byteCount);
  }
}
