package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.Populator;
import io.github.pagelock.spi.ProcessLocking;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** What a {@link RecordingProvider} opens. */
final class RecordingOperations extends ForwardingOperations {
  private final RecordingProvider recorder;

  RecordingOperations(PageOperations delegate, RecordingProvider recorder) {
    super(delegate);
    this.recorder = recorder;
  }

  @Override
  public void lock(long address, long byteCount) {
    lock(KernelCall.Kind.LOCK, address, byteCount);
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    refuseHidden(Capability.ON_FAULT);
    lock(KernelCall.Kind.LOCK_ON_FAULT, address, byteCount);
  }

  private void lock(KernelCall.Kind kind, long address, long byteCount) {
    KernelCall call = arrived(kind, address, byteCount);
    Faults.Planned planned = recorder.faults().planned(call);
    long part = planned == null ? byteCount : planned.bytes();
    if (part > 0) {
      if (kind == KernelCall.Kind.LOCK) {
        delegate.lock(address, part);
      } else {
        delegate.lockOnFault(address, part);
      }
      recorder.lockedPages.add(address, address + part);
    }
    if (planned != null) {
      throw planned.fault().toException(call);
    }
    recorder.faults().thrown.pass(call);
  }

  @Override
  public void unlock(long address, long byteCount) {
    KernelCall call = arrived(KernelCall.Kind.UNLOCK, address, byteCount);
    recorder.faults().thrown.pass(call);
    if (recorder.faults().shallFailUnlock()) {
      throw LockFailure.of(Reason.UNLOCK_FAILED, "unlock", address, byteCount)
          .because("a test wanted this failure")
          .build();
    }
    delegate.unlock(address, byteCount);
    recorder.lockedPages.remove(address, address + byteCount);
  }

  @Override
  public Optional<Populator> populator(long address, long byteCount) {
    recorder.asked();
    return delegate.populator(address, byteCount).map(this::recorded);
  }

  /** Never says that it has locked: a plain lock follows, which a test can fail and stop. */
  private Populator recorded(Populator populator) {
    return (address, byteCount) -> {
      KernelCall call = arrived(KernelCall.Kind.POPULATE, address, byteCount);
      Faults.Planned planned = recorder.faults().planned(call);
      if (planned != null) {
        throw planned.fault().toException(call);
      }
      populator.populate(address, byteCount);
      recorder.faults().thrown.pass(call);
    };
  }

  @Override
  public Optional<LockQueue> queue() {
    return delegate.queue().map(queue -> new RecordingQueue(queue, this, recorder));
  }

  KernelCall arrived(KernelCall.Kind kind, long address, long byteCount) {
    KernelCall call = call(kind, address, byteCount);
    arrived(call);
    return call;
  }

  void arrived(KernelCall call) {
    recorder.asked();
    recorder.came(call);
    recorder.faults().delay(call, pageSize());
  }

  static KernelCall call(KernelCall.Kind kind, long address, long byteCount) {
    Thread thread = Thread.currentThread();
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
    return new KernelCall(
        kind, address, byteCount, thread, info == null ? -1 : info.getWaitedCount());
  }

  /** Where an engine relies on it; for what else is hidden, it has to ask the capabilities. */
  private void refuseHidden(Capability capability) {
    if (recorder.isHidden(capability)) {
      throw LockFailure.of(Reason.UNSUPPORTED, capability.name(), 0, 0)
          .because("a test took the capability away")
          .build();
    }
  }

  @Override
  public Optional<MemoryMapper> mapper() {
    return recorder.hasNoMapper
        ? Optional.empty()
        : delegate.mapper().map(mapper -> new RecordingMapper(mapper, recorder.mapperCalls));
  }

  @Override
  public Optional<ProcessLocking> process() {
    return recorder.isHidden(Capability.PROCESS)
        ? Optional.empty()
        : delegate.process().map(process -> new RecordingProcess(process, recorder));
  }

  @Override
  public String domain() {
    String own = recorder.domain;
    return own != null ? own : delegate.domain();
  }

  @Override
  public Set<Capability> capabilities() {
    return recorder.capabilities(delegate.capabilities());
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    refuseHidden(Capability.BYTE_BUFFERS);
    return delegate.addressOf(buffer);
  }

  @Override
  public LockLimits limits() {
    recorder.asked();
    Supplier<LockLimits> override = recorder.limits;
    return override != null ? override.get() : delegate.limits();
  }

  @Override
  public void raiseLimit() {
    recorder.asked();
    delegate.raiseLimit();
  }

  @Override
  public MappingRoom mappings() {
    recorder.asked();
    recorder.mappingSamples.incrementAndGet();
    Supplier<MappingRoom> override = recorder.mappings;
    return override != null ? override.get() : delegate.mappings();
  }

  @Override
  public MemoryRoom memory() {
    recorder.asked();
    Supplier<MemoryRoom> override = recorder.memory;
    return override != null ? override.get() : delegate.memory();
  }

  @Override
  public MemoryRoom memoryWithout(long cachedBytes) {
    recorder.asked();
    Supplier<MemoryRoom> override = recorder.memory;
    return override != null
        ? override.get().minus(cachedBytes)
        : delegate.memoryWithout(cachedBytes);
  }

  @Override
  public LockCost cost(List<PageSpan> spans) {
    recorder.asked();
    return delegate.cost(spans);
  }

  @Override
  public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
    recorder.asked();
    Function<List<PageSpan>, Optional<Diagnosis>> override = recorder.fileSystem;
    return override != null ? override.apply(spans) : delegate.fileSystemProblem(spans);
  }

  @Override
  public long pageSizeAt(long address) {
    LongUnaryOperator override = recorder.pageSizes;
    return override != null ? override.applyAsLong(address) : delegate.pageSizeAt(address);
  }

  @Override
  public Residency residency(long address, long byteCount) {
    recorder.asked();
    return delegate.residency(address, byteCount);
  }

  @Override
  public boolean bringIn(long address, long byteCount) {
    recorder.bringInCalls.incrementAndGet();
    return delegate.bringIn(address, byteCount);
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    recorder.verifyCalls.incrementAndGet();
    return delegate.verify(spans);
  }
}
