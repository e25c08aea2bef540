package io.github.pagelock.spi;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Residency;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Passes every call on to another provider's operations, in their domain, so that a wrapper
 * overrides only what it changes and loses nothing that the SPI may gain.
 *
 * <p>But for {@link #queue()}: asynchronous locks come as calls of {@link #lock} too, so that what
 * a wrapper does there holds for them as well. One that does nothing there passes on the queue and
 * the capability.
 */
public class ForwardingOperations implements PageOperations {
  /** What does the work. */
  protected final PageOperations delegate;

  /**
   * Passes everything on.
   *
   * @param delegate what does the work
   */
  protected ForwardingOperations(PageOperations delegate) {
    this.delegate = Objects.requireNonNull(delegate, "delegate");
  }

  @Override
  public int pageSize() {
    return delegate.pageSize();
  }

  @Override
  public long pageSizeAt(long address) {
    return delegate.pageSizeAt(address);
  }

  @Override
  public void lock(long address, long byteCount) {
    delegate.lock(address, byteCount);
  }

  @Override
  public void unlock(long address, long byteCount) {
    delegate.unlock(address, byteCount);
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    delegate.lockOnFault(address, byteCount);
  }

  @Override
  public String domain() {
    return delegate.domain();
  }

  @Override
  public Set<Capability> capabilities() {
    return delegate.capabilities().stream()
        .filter(capability -> capability != Capability.NATIVE_ASYNC)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Optional<MemoryMapper> mapper() {
    return delegate.mapper();
  }

  @Override
  public Optional<FileMapper> files() {
    return delegate.files();
  }

  @Override
  public Optional<ProcessLocking> process() {
    return delegate.process();
  }

  @Override
  public Optional<LockQueue> queue() {
    return Optional.empty();
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return delegate.addressOf(buffer);
  }

  @Override
  public LockLimits limits() {
    return delegate.limits();
  }

  @Override
  public void raiseLimit() {
    delegate.raiseLimit();
  }

  @Override
  public MappingRoom mappings() {
    return delegate.mappings();
  }

  @Override
  public MemoryRoom memory() {
    return delegate.memory();
  }

  @Override
  public MemoryRoom memoryWithout(long cachedBytes) {
    return delegate.memoryWithout(cachedBytes);
  }

  @Override
  public LockCost cost(List<PageSpan> spans) {
    return delegate.cost(spans);
  }

  @Override
  public Optional<Populator> populator(long address, long byteCount) {
    return delegate.populator(address, byteCount);
  }

  @Override
  public int canceledErrno() {
    return delegate.canceledErrno();
  }

  @Override
  public Cure cure(Bound bound, long needed) {
    return delegate.cure(bound, needed);
  }

  @Override
  public Optional<Diagnosis> diagnose(long address, long byteCount) {
    return delegate.diagnose(address, byteCount);
  }

  @Override
  public boolean bringIn(long address, long byteCount) {
    return delegate.bringIn(address, byteCount);
  }

  @Override
  public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
    return delegate.fileSystemProblem(spans);
  }

  @Override
  public Residency residency(long address, long byteCount) {
    return delegate.residency(address, byteCount);
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    return delegate.verify(spans);
  }
}
