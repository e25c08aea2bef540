package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.Populator;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The provider for Linux, whose calls may fail: before, in the middle of or after their work. */
final class FaultyOperations extends ForwardingOperations {
  /** Linux's ENOMEM and EAGAIN. */
  private static final int ENOMEM = 12;

  private static final int EAGAIN = 11;

  private static final long MOST_NANOS = 200_000;

  private final Weather weather;
  private final boolean forgetsToUnlock;
  private final @Nullable LockQueue queue;
  private final AtomicInteger thrown = new AtomicInteger();

  /**
   * Calls that may fail.
   *
   * @param kernel where a queue's requests run, or null: there is no queue
   */
  FaultyOperations(
      PageOperations linux, Weather weather, boolean forgetsToUnlock, @Nullable Executor kernel) {
    super(linux);
    this.weather = weather;
    this.forgetsToUnlock = forgetsToUnlock;
    this.queue = kernel == null ? null : new FaultyQueue(this, kernel);
  }

  Weather weather() {
    return weather;
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.copyOf(delegate.capabilities());
    if (queue != null) {
      all.add(Capability.NATIVE_ASYNC);
    }
    return Set.copyOf(all);
  }

  @Override
  public Optional<LockQueue> queue() {
    return Optional.ofNullable(queue);
  }

  private interface Call {
    void on(long address, long byteCount);
  }

  /** Does nothing, or a half, or all of it, before it fails. */
  private void tryOn(long address, long byteCount, Call call) {
    if (weather.isSlow()) {
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_NANOS));
    }
    if (!Faults.callFails()) {
      call.on(address, byteCount);
      return;
    }
    switch (thrown.get() % 3) {
      case 0 -> {}
      case 1 -> call.on(address, Math.max(pageSize(), byteCount / 2 / pageSize() * pageSize()));
      default -> call.on(address, byteCount);
    }
    fail(address, byteCount);
  }

  void maybeFail() {
    if (Faults.callFails()) {
      fail(0, 0);
    }
  }

  private void fail(long address, long byteCount) {
    String message = Faults.INJECTED + " into the provider";
    switch (thrown.getAndIncrement() / 3 % 5) {
      case 0 -> throw Faults.remember(new IllegalStateException(message));
      case 1 -> throw Faults.remember(new LinkageError(message));
      case 2 -> throw Faults.remember(failure(Reason.LIMIT_EXCEEDED, ENOMEM, address, byteCount));
      case 3 -> throw Faults.remember(failure(Reason.TRY_AGAIN, EAGAIN, address, byteCount));
      default -> throw Faults.remember(new OutOfMemoryError(message));
    }
  }

  private static PageLockException failure(Reason reason, int errno, long address, long bytes) {
    return LockFailure.of(reason, Faults.INJECTED, address, bytes)
        .errno(errno, Faults.INJECTED)
        .build();
  }

  @Override
  public void lock(long address, long byteCount) {
    weather.locks.incrementAndGet();
    tryOn(address, byteCount, delegate::lock);
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    weather.locksOnFault.incrementAndGet();
    tryOn(address, byteCount, delegate::lockOnFault);
  }

  @Override
  public void unlock(long address, long byteCount) {
    if (!(forgetsToUnlock && Faults.skips())) {
      tryOn(address, byteCount, delegate::unlock);
    }
  }

  @Override
  public Optional<Populator> populator(long address, long byteCount) {
    maybeFail();
    return delegate
        .populator(address, byteCount)
        .map(
            populator ->
                (from, bytes) -> {
                  weather.populates.incrementAndGet();
                  tryOn(from, bytes, populator::populate);
                });
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    maybeFail();
    return delegate.addressOf(buffer);
  }

  @Override
  public LockLimits limits() {
    maybeFail();
    return weather.limits(delegate.limits());
  }

  @Override
  public MappingRoom mappings() {
    maybeFail();
    return weather.mappings(delegate.mappings());
  }

  @Override
  public MemoryRoom memory() {
    maybeFail();
    return weather.memory(delegate.memory());
  }

  @Override
  public MemoryRoom memoryWithout(long cachedBytes) {
    maybeFail();
    return weather.memory(delegate.memoryWithout(cachedBytes));
  }

  @Override
  public LockCost cost(List<PageSpan> spans) {
    maybeFail();
    return delegate.cost(spans);
  }

  @Override
  public Cure cure(Bound bound, long needed) {
    maybeFail();
    return delegate.cure(bound, needed);
  }

  @Override
  public Optional<Diagnosis> diagnose(long address, long byteCount) {
    maybeFail();
    return delegate.diagnose(address, byteCount);
  }

  /** Where it says no, the library reads the buffer with a thread of its own. */
  @Override
  public boolean bringIn(long address, long byteCount) {
    maybeFail();
    return !weather.isSlow() && delegate.bringIn(address, byteCount);
  }

  @Override
  public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
    maybeFail();
    return delegate.fileSystemProblem(spans);
  }

  @Override
  public Residency residency(long address, long byteCount) {
    maybeFail();
    return delegate.residency(address, byteCount);
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    maybeFail();
    return delegate.verify(spans);
  }
}
