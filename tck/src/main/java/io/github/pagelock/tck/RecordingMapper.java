package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.tck.MapperCalls.Kind;
import java.nio.ByteBuffer;
import java.util.Set;

/** Remembers what is mapped and unmapped. */
record RecordingMapper(MemoryMapper delegate, MapperCalls calls) implements MemoryMapper {
  @Override
  public long map(long byteCount) {
    calls.throwIfPlanned();
    long address = delegate.map(byteCount);
    calls.did(Kind.MAP, address, byteCount);
    return address;
  }

  @Override
  public void mapSecret(long address, long byteCount) {
    calls.came(Kind.MAP_SECRET, address, byteCount);
    delegate.mapSecret(address, byteCount);
  }

  @Override
  public void protect(long address, long byteCount, Access access) {
    calls.came(Kind.PROTECT, address, byteCount);
    delegate.protect(address, byteCount, access);
  }

  @Override
  public void promise(long address, long byteCount, Capability promise) {
    calls.came(Kind.PROMISE, address, byteCount);
    delegate.promise(address, byteCount, promise);
  }

  @Override
  public Set<Capability> kept(long address, long byteCount) {
    return delegate.kept(address, byteCount);
  }

  @Override
  public ByteBuffer buffer(long address, int byteCount) {
    calls.came(Kind.BUFFER, address, byteCount);
    return delegate.buffer(address, byteCount);
  }

  @Override
  public void discard(long address, long byteCount) {
    calls.came(Kind.DISCARD, address, byteCount);
    delegate.discard(address, byteCount);
  }

  @Override
  public void unmap(long address, long byteCount) {
    delegate.unmap(address, byteCount);
    calls.did(Kind.UNMAP, address, byteCount);
  }
}
