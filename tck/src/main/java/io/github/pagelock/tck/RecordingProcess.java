package io.github.pagelock.tck;

import io.github.pagelock.LockMode;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.spi.ProcessMapping;
import java.util.List;

/** What a {@link RecordingProvider} shows of the whole process: nothing is held back. */
final class RecordingProcess implements ProcessLocking {
  private final ProcessLocking delegate;
  private final RecordingProvider recorder;

  RecordingProcess(ProcessLocking delegate, RecordingProvider recorder) {
    this.delegate = delegate;
    this.recorder = recorder;
  }

  @Override
  public long mappedBytes() {
    recorder.asked();
    return delegate.mappedBytes();
  }

  @Override
  public List<ProcessMapping> mappings(long from, long to) {
    recorder.asked();
    return delegate.mappings(from, to);
  }

  @Override
  public boolean markInaccessible(long address, long byteCount) {
    boolean marked = delegate.markInaccessible(address, byteCount);
    if (marked) {
      recorder.lockedPages.add(address, address + byteCount);
    }
    return marked;
  }

  @Override
  public void lockFuture(LockMode mode) {
    delegate.lockFuture(mode);
  }

  @Override
  public void stopFuture() {
    delegate.stopFuture();
  }

  @Override
  public void lockAll(boolean current, boolean future) {
    delegate.lockAll(current, future);
  }

  @Override
  public void unlockAll() {
    delegate.unlockAll();
    recorder.lockedPages.remove(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public boolean isLockedByOthers() {
    return delegate.isLockedByOthers();
  }
}
