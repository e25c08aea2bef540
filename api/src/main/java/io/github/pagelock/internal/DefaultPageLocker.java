package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Pending;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLocks;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A locker over one provider's operations and their domain's ledger. */
final class DefaultPageLocker implements PageLocker {
  /** Beyond any address space, and small enough to be added to what is locked. */
  private static final long MOST_BYTES = 1L << 62;

  private final ProviderChoice choice;
  private final PageOperations operations;
  private final ToLongFunction<ByteBuffer> addressOf;
  private final LockPolicy policy;
  private final boolean shared;
  private final Set<Capability> capabilities;
  private final Admission admission;
  private final Telemetry telemetry;
  private final LockEngine engine;
  private final AsyncEngine async;
  private final Executor callbackExecutor;
  private final LeakDetection leakDetection = new LeakDetection();
  private final StatisticsBeans beans = new StatisticsBeans();
  private volatile boolean closed;

  DefaultPageLocker(
      ProviderChoice choice, PageOperations operations, LockerSettings settings, boolean shared) {
    this.choice = choice;
    this.operations = operations;
    this.addressOf = operations::addressOf;
    this.policy = settings.policy();
    this.callbackExecutor = settings.callbackExecutor();
    this.shared = shared;
    this.capabilities = Set.copyOf(operations.capabilities());
    Ledger ledger = Ledgers.of(operations.domain());
    this.telemetry = new Telemetry(choice.name());
    this.admission = new Admission(operations, ledger, settings.overcommit());
    this.engine = new LockEngine(operations, ledger, admission, telemetry);
    Workers workers =
        settings.workers() == 0
            ? Workers.shared()
            : new Workers("pagelock-own-worker-", settings.workers());
    this.async =
        new AsyncEngine(engine, workers, settings.capacity(), policy == LockPolicy.BEST_EFFORT);
  }

  @Override
  public LockedRange lock(MemoryRange range, LockMode mode) {
    if (closed) {
      throw new IllegalStateException("this PageLocker is closed");
    }
    Trace trace = telemetry.beginLock();
    Pages pages = null;
    try {
      pages = pages(range);
      engine.lock(pages, mode, trace);
      LockedRange locked = handle(range, pages, mode, leakDetection.place());
      telemetry.locked(trace, range, pages, mode);
      return locked;
    } catch (PageLockException failure) {
      boolean degraded = policy == LockPolicy.BEST_EFFORT;
      telemetry.notLocked(trace, range, pages, mode, failure, degraded);
      if (policy == LockPolicy.REQUIRED) {
        throw failure;
      }
      Toucher.touch(range, operations.pageSize());
      return new DegradedHandle(this, range, mode, failure);
    } finally {
      Reference.reachabilityFence(range);
    }
  }

  @Override
  public PendingLock lockAsync(
      MemoryRange range, LockMode mode, Consumer<? super PendingLock> callback) {
    Objects.requireNonNull(callback, "callback");
    return submitOne(range, mode, callback);
  }

  @Override
  public PendingLock lockAsync(MemoryRange range, LockMode mode) {
    return submitOne(range, mode, null);
  }

  private PendingLock submitOne(
      MemoryRange range, LockMode mode, @Nullable Consumer<? super PendingLock> callback) {
    PendingLockView view = new PendingLockView(callbackExecutor);
    submit(
        List.of(range),
        mode,
        view,
        handles -> handles.get(0),
        callback == null ? null : () -> callback.accept(view));
    return view;
  }

  @Override
  public PendingLocks lockAllAsync(Collection<MemoryRange> ranges, LockMode mode) {
    List<MemoryRange> all = List.copyOf(ranges);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no range to lock");
    }
    PendingLocksView view = new PendingLocksView(callbackExecutor);
    submit(all, mode, view, handles -> handles, null);
    return view;
  }

  private <R> void submit(
      List<MemoryRange> ranges,
      LockMode mode,
      PendingView<R> view,
      Function<List<LockedRange>, R> result,
      @Nullable Runnable callback) {
    if (closed) {
      throw new IllegalStateException("this PageLocker is closed");
    }
    try {
      queue(ranges, mode, view, new Ending<>(view, result, callback));
    } catch (PageLockException notQueued) {
      telemetry.notQueued(ranges, mode, notQueued);
      throw notQueued;
    }
  }

  private void queue(
      List<MemoryRange> ranges, LockMode mode, PendingView<?> view, Ending<?> ending) {
    Trace trace = telemetry.beginPending();
    List<Part> parts;
    PageLockException noAddress = null;
    try {
      parts = ranges.stream().map(range -> async.part(range, pages(range), trace)).toList();
    } catch (PageLockException unsupported) {
      if (policy == LockPolicy.REQUIRED) {
        throw unsupported;
      }
      noAddress = unsupported;
      Pages none = new Pages(0, 0);
      parts = ranges.stream().map(range -> async.part(range, none, trace)).toList();
    }
    PendingRequest request = async.request(parts, mode, ending);
    if (noAddress != null) {
      request.failAtOnce(noAddress);
    }
    view.begin(request);
    async.submit(request);
  }

  private final class Ending<R> implements PendingRequest.Ending {
    private final PendingView<R> view;
    private final Function<List<LockedRange>, R> result;
    private final @Nullable Runnable callback;

    /** Where the user submitted it: the worker's stack says nothing to him. */
    private final @Nullable Throwable place = leakDetection.place();

    Ending(
        PendingView<R> view, Function<List<LockedRange>, R> result, @Nullable Runnable callback) {
      this.view = view;
      this.result = result;
      this.callback = callback;
    }

    @Override
    public void atEnd(PendingRequest request, Pending.State state) {
      boolean degraded = state == Pending.State.FAILED && policy == LockPolicy.BEST_EFFORT;
      if (state == Pending.State.LOCKED) {
        view.result(result.apply(handles(request.parts(), request.mode(), place)));
      } else if (degraded) {
        view.result(result.apply(degraded(request.parts(), request.mode(), request.asException())));
      }
      telemetry.ended(request, state, degraded);
    }

    @Override
    public void afterEnd(PendingRequest request) {
      view.afterEnd(callback);
    }
  }

  private List<LockedRange> handles(List<Part> parts, LockMode mode, @Nullable Throwable place) {
    return parts.stream()
        .map(part -> (LockedRange) handle(part.range, part.pages(), mode, place))
        .toList();
  }

  private List<LockedRange> degraded(List<Part> parts, LockMode mode, PageLockException failure) {
    return parts.stream()
        .map(part -> (LockedRange) new DegradedHandle(this, part.range, mode, failure))
        .toList();
  }

  private Handle handle(MemoryRange range, Pages pages, LockMode mode, @Nullable Throwable place) {
    try {
      Handle handle = new Handle(this, new Hold(engine, range, pages, mode, place));
      telemetry.counts().opened();
      return handle;
    } catch (Throwable outOfMemory) {
      engine.release(pages, mode);
      throw outOfMemory;
    }
  }

  private Pages pages(MemoryRange range) {
    return Pages.covering(range.address(addressOf), range.byteCount(), operations.pageSize());
  }

  @Override
  public List<KernelState> verify(Collection<? extends LockedRange> handles) {
    require(Capability.VERIFY, "verify");
    List<LockedRange> asked = List.copyOf(handles);
    List<PageSpan> spans = new ArrayList<>(asked.size());
    for (LockedRange handle : asked) {
      if (!handle.isLocked() && handle.degradation().isEmpty()) {
        throw new IllegalStateException("the handle is closed: " + handle);
      }
      Pages pages = pages(handle.range());
      spans.add(new PageSpan(pages.start(), pages.byteCount()));
    }
    try {
      return asked.isEmpty() ? List.of() : List.copyOf(operations.verify(spans));
    } finally {
      Reference.reachabilityFence(asked);
    }
  }

  @Override
  public Residency residency(MemoryRange range) {
    require(Capability.RESIDENCY, "residency");
    try {
      Pages pages = pages(range);
      return operations.residency(pages.start(), pages.byteCount());
    } finally {
      Reference.reachabilityFence(range);
    }
  }

  @Override
  public LockLimits limits() {
    require(Capability.LIMITS, "limits");
    return operations.limits();
  }

  @Override
  public Diagnosis diagnose(MemoryRange range) {
    Optional<Diagnosis> ofProcess = operations.diagnose(0, 0);
    if (ofProcess.isPresent()) {
      return ofProcess.get();
    }
    try {
      Pages pages = pages(range);
      return admission
          .diagnose(pages)
          .or(() -> operations.diagnose(pages.start(), pages.byteCount()))
          .orElseGet(Diagnoses::none);
    } finally {
      Reference.reachabilityFence(range);
    }
  }

  @Override
  public Diagnosis diagnose(long byteCount) {
    if (byteCount < 1 || byteCount > MOST_BYTES) {
      throw new IllegalArgumentException(
          "byteCount is " + byteCount + ", but must be between 1 and " + MOST_BYTES);
    }
    long pageSize = operations.pageSize();
    long rounded = (byteCount + pageSize - 1) / pageSize * pageSize;
    return operations
        .diagnose(0, 0)
        .or(() -> admission.diagnose(rounded))
        .orElseGet(Diagnoses::none);
  }

  private void require(Capability needed, String operation) {
    if (!capabilities.contains(needed)) {
      throw PageLockException.of(Reason.UNSUPPORTED, operation, 0, 0)
          .because("the provider " + choice.name() + " does not have the capability " + needed)
          .build();
    }
  }

  @Override
  public LockStatistics statistics() {
    Ledger.Totals totals = engine.ledger().totals();
    Counts counts = telemetry.counts();
    Counts.Chunk longest = counts.longest();
    return new LockStatistics(
        counts.live(),
        totals.bookedBytes() - totals.lockingBytes(),
        totals.intervals(),
        async.pending(),
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
    async.close();
  }

  @Override
  public String toString() {
    return "PageLocker[" + choice.name() + ", " + policy + (closed ? ", closed]" : "]");
  }
}
