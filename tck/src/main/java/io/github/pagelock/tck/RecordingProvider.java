package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockLimits;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes every call on to another provider, in the same domain, and remembers it. On demand calls
 * fail, stand still and are slow ({@link #faults()}), and other limits than the kernel's are told.
 * For tests of whatever locks memory, and of providers. What changes the capabilities or the domain
 * has to be set before a locker is built.
 */
public final class RecordingProvider implements PageLockProvider {
  private static final AtomicInteger DOMAINS = new AtomicInteger();

  private final PageLockProvider delegate;
  private final List<KernelCall> calls = new ArrayList<>();
  private final Set<Thread> askers = ConcurrentHashMap.newKeySet();
  private final Set<Capability> hidden = EnumSet.noneOf(Capability.class);
  final LockedPages lockedPages = new LockedPages();
  private final Faults faults = new Faults(lockedPages);
  final AtomicInteger verifyCalls = new AtomicInteger();
  final AtomicInteger bringInCalls = new AtomicInteger();
  final AtomicInteger submitted = new AtomicInteger();
  final AtomicInteger mappingSamples = new AtomicInteger();
  volatile @Nullable Supplier<LockLimits> limits;
  volatile @Nullable Supplier<MappingRoom> mappings;
  volatile @Nullable Supplier<MemoryRoom> memory;
  volatile @Nullable Function<List<PageSpan>, Optional<Diagnosis>> fileSystem;
  volatile @Nullable LongUnaryOperator pageSizes;
  volatile @Nullable String domain;
  final MapperCalls mapperCalls = new MapperCalls();
  volatile boolean hasNoMapper;

  /**
   * Records the calls that reach a provider.
   *
   * @param delegate the provider that does the work
   */
  public RecordingProvider(PageLockProvider delegate) {
    this.delegate = delegate;
  }

  @Override
  public String name() {
    return delegate.name();
  }

  @Override
  public int priority() {
    return delegate.priority();
  }

  @Override
  public Availability availability() {
    return delegate.availability();
  }

  @Override
  public PageOperations open() {
    return new RecordingOperations(delegate.open(), this);
  }

  /**
   * The calls that came, in order, the failed ones too.
   *
   * @return a snapshot
   */
  public synchronized List<KernelCall> calls() {
    return List.copyOf(calls);
  }

  /**
   * What shall go wrong; nothing at first.
   *
   * @return the faults of this provider, always the same
   */
  public Faults faults() {
    return faults;
  }

  /** Forgets the calls that came so far. */
  public synchronized void clearCalls() {
    calls.clear();
  }

  /**
   * Takes a capability away.
   *
   * @param capability what lockers shall not see
   */
  public void hide(Capability capability) {
    hidden.add(capability);
  }

  /**
   * Tells these limits instead of the kernel's.
   *
   * @param override asked each time
   */
  public void overrideLimits(Supplier<LockLimits> override) {
    limits = override;
  }

  /**
   * Tells these mappings instead of the kernel's.
   *
   * @param override asked each time
   */
  public void overrideMappings(Supplier<MappingRoom> override) {
    mappings = override;
  }

  /**
   * Tells this memory instead of the kernel's.
   *
   * @param override asked each time
   */
  public void overrideMemory(Supplier<MemoryRoom> override) {
    memory = override;
  }

  /**
   * Tells this of the file systems instead of what the provider finds out: what would keep a lock
   * of these pages from allocating what it has to.
   *
   * @param override asked each time, of all pages of a request
   */
  public void overrideFileSystem(Function<List<PageSpan>, Optional<Diagnosis>> override) {
    fileSystem = override;
  }

  /**
   * Tells these sizes of the pages at an address instead of the kernel's.
   *
   * @param override bytes at an address, asked each time
   */
  public void overridePageSizes(LongUnaryOperator override) {
    pageSizes = override;
  }

  /** Lockers see none that maps memory: they allocate direct buffers. */
  void takeTheMapperAway() {
    hasNoMapper = true;
    Set.of(
            Capability.GUARD_PAGES,
            Capability.NO_DUMP,
            Capability.WIPE_ON_FORK,
            Capability.SEAL,
            Capability.SECRET_MEMORY)
        .forEach(this::hide);
  }

  /** Gives lockers a ledger of their own, where nothing learned of this machine is known yet. */
  public void useOwnDomain() {
    domain = "tck-" + DOMAINS.incrementAndGet();
  }

  Set<Capability> capabilities(Set<Capability> real) {
    EnumSet<Capability> shown = EnumSet.noneOf(Capability.class);
    shown.addAll(real);
    if (limits != null) {
      shown.add(Capability.LIMITS);
    }
    shown.removeAll(hidden);
    return Set.copyOf(shown);
  }

  boolean isHidden(Capability capability) {
    return hidden.contains(capability);
  }

  synchronized void came(KernelCall call) {
    calls.add(call);
  }

  /** Remembers the thread: it asks for what takes longer the larger the range or the process. */
  void asked() {
    askers.add(Thread.currentThread());
  }

  /** The threads that made or asked for anything whose time is not constant. */
  Set<Thread> askers() {
    return Set.copyOf(askers);
  }
}
