package io.github.pagelock.fake;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LimitNumbers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a test can set, do and ask of a {@link FakeKernel} beside what a provider does. */
public abstract class FakeSettings {
  final int pageSize;
  final Object monitor = new Object();
  final FakePages pages;
  final FakeFaults faults = new FakeFaults();
  final FakeMisuse misuse = new FakeMisuse();
  final FakeBuffers buffers;
  private final List<CallHook> hooks = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Call.Kind, Long> callCounts = new EnumMap<>(Call.Kind.class);

  /** What maps memory of Pagelock's own. */
  public final FakeMapper mapper = new FakeMapper(this);

  /** What locks the whole of it. */
  public final FakeProcess process = new FakeProcess(this);

  /** How memory that is mapped from now on is locked; null: not at all. */
  @Nullable LockMode future;

  volatile Set<Capability> capabilities =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.NATIVE_ASYNC)));
  volatile long lockLimit = LimitNumbers.UNLIMITED;
  volatile boolean exempt;
  volatile long mappingBase = 100;
  volatile long mappingMax = 65530;
  volatile long availableBytes = 1L << 40;
  volatile long nanosPerPage;
  private volatile boolean recording;
  long mappingSamples;
  long verifyCalls;

  FakeSettings(int pageSize) {
    this.pageSize = pageSize;
    this.pages = new FakePages(pageSize);
    this.buffers = new FakeBuffers(bytes -> map(pagesFor(bytes)), this::unmap);
  }

  private int pagesFor(long byteCount) {
    return (int) ((byteCount + pageSize - 1) / pageSize);
  }

  // The address space.

  /** Maps pages, not resident, with an unmapped page behind them. */
  public final long map(int pageCount) {
    synchronized (monitor) {
      long address = pages.map(pageCount);
      LockMode how = future;
      if (how != null) {
        pages.lockNew(pages.index(address), pageCount, how);
      }
      return address;
    }
  }

  /** Unmaps the pages of a range; their locks are gone. */
  public final void unmap(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.set(page, 0));
  }

  /** Makes pages PROT_NONE. */
  public final void protectNone(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.remove(page, FakePages.ACCESSIBLE));
  }

  /** Makes pages accessible again. */
  public final void allow(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.add(page, FakePages.ACCESSIBLE));
  }

  /** Puts new memory, unlocked and not resident, at the same address. */
  public final void remap(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.set(page, FakePages.MAPPED | FakePages.ACCESSIBLE));
  }

  /** Makes pages resident, as a touch does. */
  public final void touch(long address, long byteCount) {
    forEach(address, byteCount, pages::populate);
  }

  /** Makes pages resident, as reading untouched memory does: a lock copies them. */
  public final void read(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.add(page, FakePages.RESIDENT | FakePages.COPIED));
  }

  /** Makes pages those of a file, of which these are in the page cache. */
  public final void cache(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.add(page, FakePages.RESIDENT | FakePages.CACHE));
  }

  /** Makes pages non resident whether locked or not, as MADV_DONTNEED_LOCKED does. */
  public final void drop(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.remove(page, FakePages.RESIDENT));
  }

  /** From now on an on-fault lock of these pages is misuse. */
  public final void expectPlain(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.add(page, FakePages.KEEP_PLAIN));
  }

  public final void expectAny(long address, long byteCount) {
    forEach(address, byteCount, page -> pages.remove(page, FakePages.KEEP_PLAIN));
  }

  private void forEach(long address, long byteCount, IntConsumer action) {
    synchronized (monitor) {
      for (int i = 0; i < pagesFor(byteCount); i++) {
        action.accept(pageAt(address, i));
      }
    }
  }

  /** The index of the i-th page of a range. */
  final int pageAt(long address, int i) {
    return pages.index(address + (long) i * pageSize);
  }

  // What is true now.

  public final boolean isMapped(long address) {
    return is(address, FakePages.MAPPED);
  }

  public final boolean isAccessible(long address) {
    return is(address, FakePages.ACCESSIBLE);
  }

  public final boolean isLocked(long address) {
    return is(address, FakePages.PLAIN | FakePages.ON_FAULT);
  }

  public final boolean isOnFault(long address) {
    return is(address, FakePages.ON_FAULT);
  }

  public final boolean isResident(long address) {
    return is(address, FakePages.RESIDENT);
  }

  private boolean is(long address, int flags) {
    synchronized (monitor) {
      return pages.is(pages.index(address), flags);
    }
  }

  public final long lockedBytes() {
    synchronized (monitor) {
      return pages.lockedPages() * pageSize;
    }
  }

  /** How many calls locked this page. */
  public final int lockCalls(long address) {
    synchronized (monitor) {
      return pages.lockCalls(pages.index(address));
    }
  }

  /** How many calls unlocked this page. */
  public final int unlockCalls(long address) {
    synchronized (monitor) {
      return pages.unlockCalls(pages.index(address));
    }
  }

  /** How many calls of a kind ended, failed ones too. */
  public final long callCount(Call.Kind kind) {
    synchronized (monitor) {
      return callCounts.getOrDefault(kind, 0L);
    }
  }

  public final long mappingSamples() {
    synchronized (monitor) {
      return mappingSamples;
    }
  }

  public final long verifyCalls() {
    synchronized (monitor) {
      return verifyCalls;
    }
  }

  /** What was done that the SPI forbids. */
  public final List<String> violations() {
    return misuse.violations();
  }

  /** How many pages an on-fault lock took from plain to on-fault. */
  public final long downgrades() {
    return misuse.downgrades();
  }

  // What the kernel allows.

  public final void setCapabilities(Set<Capability> set) {
    capabilities = Set.copyOf(set);
  }

  /** Bytes that may be locked; 0 makes every lock fail with EPERM. */
  public final void setLockLimit(long bytes) {
    lockLimit = bytes;
  }

  public final void setExempt(boolean isExempt) {
    exempt = isExempt;
  }

  /** Mappings beside those of the fake's pages, and the most there may be. */
  public final void setMappings(long base, long max) {
    mappingBase = base;
    mappingMax = max;
  }

  public final void setAvailableBytes(long bytes) {
    availableBytes = bytes;
  }

  /** How long a lock or unlock takes for each page. */
  public final void setNanosPerPage(long nanos) {
    nanosPerPage = nanos;
  }

  // Failures.

  /** Makes the next lock call fail after this many pages, which stay locked. */
  public final void failNextLock(int errno, Reason reason, int afterPages) {
    failLockAfter(0, errno, reason, afterPages);
  }

  /** Lets some lock calls succeed and makes the one after them fail. */
  public final void failLockAfter(int calls, int errno, Reason reason, int afterPages) {
    synchronized (monitor) {
      faults.addLock(calls, new FakeFaults.Fault(errno, reason, afterPages));
    }
  }

  /** Makes the next unlock calls fail, with nothing unlocked. */
  public final void failNextUnlocks(int times) {
    synchronized (monitor) {
      for (int i = 0; i < times; i++) {
        faults.addUnlock(0, new FakeFaults.Fault(FakeKernel.ENOMEM, Reason.UNLOCK_FAILED, 0));
      }
    }
  }

  // Calls.

  /** Runs the hook at entry and exit of each lock and unlock. */
  public final void onCall(CallHook hook) {
    hooks.add(hook);
  }

  public final void removeHook(CallHook hook) {
    hooks.remove(hook);
  }

  /** Stops the first matching call before its effect. */
  public final Gate stopAt(Predicate<Call> matcher) {
    return stopAt(Call.Phase.ENTRY, matcher);
  }

  /** Stops the first matching call before or after its effect. */
  public final Gate stopAt(Call.Phase phase, Predicate<Call> matcher) {
    Gate gate = new Gate(phase, matcher);
    onCall(gate);
    return gate;
  }

  final void runHooks(Call.Phase phase, Call call) {
    for (CallHook hook : hooks) {
      hook.at(phase, call);
    }
  }

  public final void setRecording(boolean on) {
    recording = on;
  }

  /** The calls that ended while recording was on, in the order of their ends. */
  public final List<Call> calls() {
    synchronized (monitor) {
      return List.copyOf(calls);
    }
  }

  final void count(Call ended) {
    callCounts.merge(ended.kind(), 1L, Long::sum);
    if (recording) {
      calls.add(ended);
    }
  }
}
