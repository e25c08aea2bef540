package io.github.pagelock.fake;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.KernelState;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Remedy;
import io.github.pagelock.Residency;
import io.github.pagelock.fake.Call.Kind;
import io.github.pagelock.fake.Call.Phase;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.ProcessLocking;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A kernel over a simulated address space that locks as Linux does: not nested, with the pages
 * before a hole left locked. It fails, is slow and stops inside calls on demand, and calls that the
 * SPI forbids throw AssertionError.
 */
public final class FakeKernel extends FakeSettings implements PageOperations {
  public static final int EPERM = 1;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int ECANCELED = 125;

  /** Bytes in a page of those that were not told another size. */
  public static final int PAGE = 4096;

  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private final FakeQueue queue = new FakeQueue(this);
  private final AtomicInteger limitsAsked = new AtomicInteger();
  private final String domain = "fake-" + INSTANCES.incrementAndGet();

  public FakeKernel() {
    this(PAGE);
  }

  public FakeKernel(int pageSize) {
    super(pageSize);
  }

  @Override
  public String domain() {
    return domain;
  }

  @Override
  public int pageSize() {
    return pageSize;
  }

  @Override
  public void lock(long address, long byteCount) {
    inCall(Kind.LOCK, address, byteCount);
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    require(Capability.ON_FAULT, "mlock2");
    inCall(Kind.LOCK_ON_FAULT, address, byteCount);
  }

  @Override
  public void unlock(long address, long byteCount) {
    inCall(Kind.UNLOCK, address, byteCount);
  }

  private void inCall(Kind kind, long address, long byteCount) {
    Call call = new Call(kind, address, byteCount, Thread.currentThread(), System.nanoTime(), 0);
    misuse.checkArguments(call, pageSize);
    enter(call);
    try {
      runHooks(Phase.ENTRY, call);
      long nanos = nanosPerPage * (byteCount / pageSize);
      if (nanos > 0) {
        LockSupport.parkNanos(nanos);
      }
      if (kind == Kind.UNLOCK) {
        doUnlock(call);
      } else {
        doLock(call);
      }
    } finally {
      runHooks(Phase.EXIT, call);
      leave(call);
    }
  }

  private void enter(Call call) {
    synchronized (monitor) {
      int count = pages.count(call.byteCount());
      for (int i = 0; i < count; i++) {
        int page = pageAt(call.address(), i);
        if (!pages.enter(page, call.kind() != Kind.LOCK)) {
          for (int j = 0; j < i; j++) {
            pages.leave(pageAt(call.address(), j));
          }
          throw misuse.violated(call + " overlaps another call on page " + i + " of its range");
        }
      }
    }
  }

  private void leave(Call call) {
    Call ended = call.ended();
    synchronized (monitor) {
      for (int i = 0; i < pages.count(call.byteCount()); i++) {
        pages.leave(pageAt(call.address(), i));
      }
      count(ended);
    }
  }

  private void doLock(Call call) {
    synchronized (monitor) {
      int count = pages.count(call.byteCount());
      int how = call.kind() == Kind.LOCK ? FakePages.PLAIN : FakePages.ON_FAULT;
      long added = 0;
      for (int i = 0; i < count; i++) {
        int page = pageAt(call.address(), i);
        added += pages.isLocked(page) ? 0 : pageSize;
        if (how == FakePages.ON_FAULT && pages.is(page, FakePages.KEEP_PLAIN)) {
          throw misuse.violated(call + " downgrades a page that is held plainly");
        }
      }
      FakeFaults.Fault fault = faults.nextLock();
      int markable = fault == null ? count : Math.min(count, fault.afterPages());
      if (fault == null) {
        checkLimit(call, added);
      }
      boolean hole = false;
      for (int i = 0; i < markable && !hole; i++) {
        int page = pageAt(call.address(), i);
        hole = !pages.is(page, FakePages.MAPPED);
        if (!hole) {
          mark(page, how);
        }
      }
      if (hole) {
        throw failure(call, ENOMEM, Reason.NOT_MAPPED, "the range has a hole");
      }
      if (how == FakePages.PLAIN) {
        populate(call, markable);
      }
      if (fault != null) {
        throw fault.toException(operation(call.kind()), call.address(), call.byteCount());
      }
    }
  }

  private void mark(int page, int how) {
    pages.countLock(page);
    if (how == FakePages.ON_FAULT && pages.is(page, FakePages.PLAIN)) {
      misuse.countDowngrade();
    }
    pages.lock(page, how);
  }

  private void populate(Call call, int count) {
    for (int i = 0; i < count; i++) {
      int page = pageAt(call.address(), i);
      if (!pages.is(page, FakePages.ACCESSIBLE)) {
        throw failure(call, ENOMEM, Reason.NOT_MAPPED, "a page is PROT_NONE");
      }
      pages.populate(page);
    }
  }

  private void checkLimit(Call call, long added) {
    if (exempt) {
      return;
    }
    if (lockLimit == 0) {
      throw failure(call, EPERM, Reason.NOT_PERMITTED, "the limit is 0");
    }
    if (added > lockLimit - pages.lockedPages() * pageSize) {
      throw failure(call, ENOMEM, Reason.LIMIT_EXCEEDED, "the limit is exceeded");
    }
  }

  private void doUnlock(Call call) {
    synchronized (monitor) {
      FakeFaults.Fault fault = faults.nextUnlock();
      int count = pages.count(call.byteCount());
      for (int i = 0; i < (fault == null ? count : Math.min(count, fault.afterPages())); i++) {
        int page = pageAt(call.address(), i);
        pages.countUnlock(page);
        pages.unlock(page);
      }
      if (fault != null) {
        throw fault.toException("munlock", call.address(), call.byteCount());
      }
    }
  }

  private static PageLockException failure(Call call, int errno, Reason reason, String because) {
    return LockFailure.of(reason, operation(call.kind()), call.address(), call.byteCount())
        .errno(errno, FakeFaults.errnoName(errno))
        .because(because)
        .build();
  }

  private static String operation(Kind kind) {
    return switch (kind) {
      case LOCK -> "mlock";
      case LOCK_ON_FAULT -> "mlock2";
      case UNLOCK -> "munlock";
    };
  }

  private void require(Capability capability, String operation) {
    if (!capabilities.contains(capability)) {
      throw LockFailure.of(Reason.UNSUPPORTED, operation, 0, 0)
          .because("the fake was told not to have " + capability)
          .build();
    }
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public int canceledErrno() {
    return ECANCELED;
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    require(Capability.BYTE_BUFFERS, "addressOf");
    return buffers.addressOf(buffer);
  }

  /** How often somebody has asked for the limits. */
  public int limitsAsked() {
    return limitsAsked.get();
  }

  @Override
  public LockLimits limits() {
    require(Capability.LIMITS, "limits");
    limitsAsked.incrementAndGet();
    return LimitNumbers.of(lockLimit, lockLimit, lockedBytes())
        .withExemption(exempt, exempt ? "fake power" : "");
  }

  @Override
  public MappingRoom mappings() {
    synchronized (monitor) {
      mappingSamples++;
      return MappingRoom.of(mappingBase + pages.mappings(), mappingMax);
    }
  }

  @Override
  public MemoryRoom memory() {
    return MemoryRoom.of(availableBytes, "the fake's memory");
  }

  @Override
  public LockCost cost(List<PageSpan> spans) {
    long[] cost = new long[2];
    synchronized (monitor) {
      for (PageSpan span : spans) {
        for (int i = 0; i < pages.count(span.byteCount()); i++) {
          pages.addCost(pageAt(span.address(), i), cost);
        }
      }
    }
    return LockCost.of(cost[0] * pageSize, cost[1] * pageSize);
  }

  /** There where NATIVE_ASYNC is among the capabilities. */
  @Override
  public Optional<LockQueue> queue() {
    return capabilities.contains(Capability.NATIVE_ASYNC) ? Optional.of(queue) : Optional.empty();
  }

  @Override
  public Optional<MemoryMapper> mapper() {
    return Optional.of(mapper);
  }

  /** There where PROCESS is among the capabilities. */
  @Override
  public Optional<ProcessLocking> process() {
    return capabilities.contains(Capability.PROCESS) ? Optional.of(process) : Optional.empty();
  }

  /** Requests in the queue that have not ended. */
  public int queued() {
    return queue.notEnded();
  }

  @Override
  public Cure cure(Bound bound, long needed) {
    return Cure.of(
        Launcher.UNKNOWN,
        List.of(Remedy.of("raise " + bound + " of the fake to " + needed, false)),
        List.of());
  }

  @Override
  public Residency residency(long address, long byteCount) {
    require(Capability.RESIDENCY, "mincore");
    synchronized (monitor) {
      int count = pages.count(byteCount);
      long resident = 0;
      for (int i = 0; i < count; i++) {
        int page = pageAt(address, i);
        if (!pages.is(page, FakePages.MAPPED)) {
          throw LockFailure.of(Reason.NOT_MAPPED, "mincore", address, byteCount)
              .errno(ENOMEM, "ENOMEM")
              .build();
        }
        resident += pages.is(page, FakePages.RESIDENT) ? 1 : 0;
      }
      return Residency.of(count, resident, pageSize);
    }
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    require(Capability.VERIFY, "verify");
    synchronized (monitor) {
      verifyCalls++;
      return spans.stream()
          .map(span -> pages.verify(pages.index(span.address()), pages.count(span.byteCount())))
          .toList();
    }
  }
}
