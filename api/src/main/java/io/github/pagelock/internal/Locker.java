package io.github.pagelock.internal;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.Residency;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.base.Given;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Ledgers;
import io.github.pagelock.internal.book.Terms;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.engine.Addresses;
import io.github.pagelock.internal.engine.Debts;
import io.github.pagelock.internal.engine.LockEngine;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.engine.Synchronous;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.files.MapsFiles;
import io.github.pagelock.internal.handle.Handles;
import io.github.pagelock.internal.handle.Releasing;
import io.github.pagelock.internal.memory.Allocations;
import io.github.pagelock.internal.pending.Gate;
import io.github.pagelock.internal.pending.Lanes;
import io.github.pagelock.internal.pending.PendingRequest;
import io.github.pagelock.internal.pending.PendingSet;
import io.github.pagelock.internal.process.ProcessLocks;
import io.github.pagelock.internal.view.PendingView;
import io.github.pagelock.internal.watch.Counts;
import io.github.pagelock.internal.watch.StatisticsBeans;
import io.github.pagelock.internal.watch.Telemetry;
import io.github.pagelock.internal.watch.Watched;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.PageOperations;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A locker over one provider's operations and their domain's ledger. */
final class Locker implements PageLocker, MapsFiles {
  private final ProviderChoice choice;
  private final PageOperations operations;
  private final LockPolicy policy;
  private final boolean shared;
  private final Set<Capability> capabilities;
  private final Addresses addresses;
  private final Inquiries inquiries;
  private final Telemetry telemetry;
  private final Ledger ledger;
  private final ImmediateLocks immediate;
  private final PendingSet pending;
  private final Handles handles;
  private final Allocations allocations;
  private final ProcessLocks process;
  private final Executor callbackExecutor;
  private final StatisticsBeans beans = new StatisticsBeans();
  private volatile boolean closed;

  Locker(
      ProviderChoice choice, PageOperations operations, LockerSettings settings, boolean shared) {
    this.choice = choice;
    this.operations = operations;
    this.policy = settings.policy();
    this.callbackExecutor = settings.callbackExecutor();
    this.shared = shared;
    this.capabilities = Claims.of(operations);
    this.addresses = new Addresses(operations);
    this.telemetry = new Telemetry(choice.name());
    this.ledger = Ledgers.of(operations.domain());
    Admission admission = new Admission(operations, ledger, settings.overcommit());
    this.inquiries = new Inquiries(choice, operations, addresses, admission, capabilities);
    LockEngine engine = new LockEngine(ledger, Terms.of(operations), telemetry.counts());
    Debts debts = new Debts(ledger.owed, engine);
    Synchronous synchronous = new Synchronous(operations, admission, engine, debts);
    this.handles = new Handles(inquiries, new Releasing(operations, synchronous, debts, telemetry));
    this.immediate =
        new ImmediateLocks(operations, policy, addresses, telemetry, synchronous, handles);
    this.allocations =
        new Allocations(
            operations,
            capabilities,
            policy,
            range -> immediate.lock(range, LockMode.PLAIN),
            inquiries::problem,
            handles::place);
    this.process =
        new ProcessLocks(operations, capabilities, policy, ledger, admission, handles::place);
    Workers workers =
        settings.workers() == 0
            ? Workers.shared()
            : new Workers("pagelock-own-worker-", settings.workers());
    boolean touches = policy == LockPolicy.BEST_EFFORT;
    Gate gate = new Gate(operations, admission);
    Lanes lanes = new Lanes(gate, engine, admission.guard(), debts, workers, touches);
    this.pending = new PendingSet(lanes, debts, settings.capacity());
  }

  @Override
  public LockedRange lock(MemoryRange range, LockMode mode) {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(mode, "mode");
    checkOpen();
    return immediate.lock(range, mode);
  }

  @Override
  public LockedMemory allocate(Allocation allocation) {
    Objects.requireNonNull(allocation, "allocation");
    checkOpen();
    return allocations.allocate(allocation);
  }

  @Override
  public ProcessLock lockProcess(ProcessScope scope, LockMode mode, ProcessProgress progress) {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(progress, "progress");
    checkOpen();
    return process.lock(scope, mode, progress);
  }

  @Override
  public Diagnosis diagnoseProcess(ProcessScope scope, LockMode mode, long moreBytes) {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(mode, "mode");
    return process.diagnose(scope, mode, moreBytes);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this PageLocker is closed");
    }
  }

  @Override
  public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(mode, "mode");
    PendingView<LockedRange> view = new PendingView<>(callbackExecutor);
    submit(List.of(range), mode, view, locked -> locked.get(0));
    return view;
  }

  @Override
  public PendingLock<List<LockedRange>> lockAllAsync(
      Collection<MemoryRange> ranges, LockMode mode) {
    List<MemoryRange> all = Given.copy(ranges, "ranges");
    Objects.requireNonNull(mode, "mode");
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no range to lock");
    }
    PendingView<List<LockedRange>> view = new PendingView<>(callbackExecutor);
    submit(all, mode, view, locked -> locked);
    return view;
  }

  private <R> void submit(
      List<MemoryRange> ranges,
      LockMode mode,
      PendingView<R> view,
      Function<List<LockedRange>, R> result) {
    checkOpen();
    ranges.forEach(MemoryRange::checkAccess);
    try {
      queue(ranges, mode, view, result);
    } catch (PageLockException notQueued) {
      long bytes = ranges.stream().mapToLong(MemoryRange::byteCount).sum();
      telemetry.notQueued(new Watched.Nowhere(mode, bytes), notQueued);
      throw notQueued;
    }
  }

  private <R> void queue(
      List<MemoryRange> ranges,
      LockMode mode,
      PendingView<R> view,
      Function<List<LockedRange>, R> result) {
    Trace trace = telemetry.beginPending();
    List<RangeLock> locks;
    PageLockException noAddress = null;
    try {
      locks =
          ranges.stream()
              .map(range -> new RangeLock(range, addresses.pages(range), mode, trace))
              .toList();
    } catch (PageLockException unsupported) {
      if (policy == LockPolicy.REQUIRED) {
        throw unsupported;
      }
      noAddress = unsupported;
      locks =
          ranges.stream()
              .map(range -> new RangeLock(range, Addresses.NOWHERE, mode, trace))
              .toList();
    }
    PendingResult<R> made = new PendingResult<>(locks, handles, telemetry, policy, view, result);
    PendingRequest request = pending.request(locks, mode, made, noAddress);
    view.begin(request);
    pending.submit(request);
  }

  @Override
  public List<KernelState> verify(Collection<? extends LockedRange> handles) {
    return inquiries.verify(handles);
  }

  @Override
  public Residency residency(MemoryRange range) {
    return inquiries.residency(range);
  }

  @Override
  public LockLimits limits() {
    return inquiries.limits();
  }

  @Override
  public LockLimits raiseLimit() {
    return inquiries.raiseLimit();
  }

  @Override
  public Diagnosis diagnose(MemoryRange range) {
    return inquiries.diagnose(range);
  }

  @Override
  public Diagnosis diagnose(long byteCount) {
    return inquiries.diagnose(byteCount);
  }

  @Override
  public LockStatistics statistics() {
    Totals totals = ledger.totals();
    Counts counts = telemetry.counts();
    Counts.Chunk longest = counts.longest();
    return LockStatistics.of(
        counts.live(),
        totals.bookedBytes() - totals.lockingBytes(),
        totals.intervals(),
        pending.pending(),
        counts.chunks(),
        longest.nanos(),
        longest.bytes(),
        counts.failures());
  }

  @Override
  public String registerMXBean(String name) {
    return beans.register(name, this);
  }

  @Override
  public void unregisterMXBean() {
    beans.unregister();
  }

  @Override
  public int pageSize() {
    return operations.pageSize();
  }

  @Override
  public Optional<FileMapper> files() {
    return operations.files();
  }

  @Override
  public MappingRoom mappings() {
    return operations.mappings();
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public ProviderChoice provider() {
    return choice;
  }

  @Override
  public void close() {
    if (shared) {
      throw new UnsupportedOperationException(
          "PageLocker.system() is shared by the whole process and cannot be closed; make one of"
              + " your own with PageLocker.builder()");
    }
    closed = true;
    beans.close();
    pending.close();
  }

  @Override
  public String toString() {
    return "PageLocker[" + choice.name() + ", " + policy + (closed ? ", closed]" : "]");
  }
}
