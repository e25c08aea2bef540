package io.github.pagelock.tck;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.Residency;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** An engine to break: passes everything on. */
class WrappedLocker implements PageLocker {
  final PageLocker delegate;

  WrappedLocker(PageLocker delegate) {
    this.delegate = delegate;
  }

  @Override
  public LockedRange lock(MemoryRange range, LockMode mode) {
    return delegate.lock(range, mode);
  }

  /** Breaks a request for one range. */
  PendingLock<LockedRange> pending(PendingLock<LockedRange> whole) {
    return whole;
  }

  @Override
  public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
    return pending(delegate.lockAsync(range, mode));
  }

  @Override
  public PendingLock<List<LockedRange>> lockAllAsync(
      Collection<MemoryRange> ranges, LockMode mode) {
    return delegate.lockAllAsync(ranges, mode);
  }

  @Override
  public LockedMemory allocate(Allocation allocation) {
    return delegate.allocate(allocation);
  }

  @Override
  public ProcessLock lockProcess(ProcessScope scope, LockMode mode, ProcessProgress progress) {
    return delegate.lockProcess(scope, mode, progress);
  }

  @Override
  public Diagnosis diagnoseProcess(ProcessScope scope, LockMode mode, long moreBytes) {
    return delegate.diagnoseProcess(scope, mode, moreBytes);
  }

  @Override
  public List<KernelState> verify(Collection<? extends LockedRange> handles) {
    return delegate.verify(handles);
  }

  @Override
  public Residency residency(MemoryRange range) {
    return delegate.residency(range);
  }

  @Override
  public LockLimits limits() {
    return delegate.limits();
  }

  @Override
  public LockLimits raiseLimit() {
    return delegate.raiseLimit();
  }

  @Override
  public Diagnosis diagnose(MemoryRange range) {
    return delegate.diagnose(range);
  }

  @Override
  public Diagnosis diagnose(long byteCount) {
    return delegate.diagnose(byteCount);
  }

  @Override
  public LockStatistics statistics() {
    return delegate.statistics();
  }

  @Override
  public String registerMXBean(String name) {
    return delegate.registerMXBean(name);
  }

  @Override
  public void unregisterMXBean() {
    delegate.unregisterMXBean();
  }

  @Override
  public int pageSize() {
    return delegate.pageSize();
  }

  @Override
  public Set<Capability> capabilities() {
    return delegate.capabilities();
  }

  @Override
  public ProviderChoice provider() {
    return delegate.provider();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
