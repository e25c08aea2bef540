package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Residency;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.posix.OneCallProcess;
import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.posix.PosixPageOperations;
import io.github.pagelock.posix.PosixUnlocker;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.ProcessLocking;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The calls to the FreeBSD kernel. */
final class FreeBsdPageOperations extends PosixPageOperations {
  private final LibC libc;
  private final SystemLimits limits;
  private final Cures cures;
  private final LockFailures failures;
  private final Unlocker unlocker;
  private final Mincore mincore;
  private final PipeReading reading;
  private final Verifier verifier;
  private final Optional<MemoryMapper> mapper;
  private final Optional<ProcessLocking> process;
  private final AioProbe.Answer answer;
  private final Optional<LockQueue> queue;
  private final Set<Capability> capabilities;

  FreeBsdPageOperations(LibC libc) {
    this(libc, UnaryOperator.identity());
  }

  /** For tests: with other settings than the kernel's and the user's. */
  FreeBsdPageOperations(LibC libc, UnaryOperator<AioSettings> change) {
    super(libc);
    this.libc = libc;
    int pageSize = pageSize();
    Sysctl sysctl = new Sysctl(libc);
    VmMapReader maps = new VmMapReader(libc, (int) ProcessHandle.current().pid());
    this.limits = new SystemLimits(libc, sysctl, maps, pageSize);
    this.cures = new Cures(sysctl, System.getProperty("user.name", "USER"), pageSize);
    this.failures =
        new LockFailures(maps, limits, new Permission(libc, sysctl, cures), cures, pageSize);
    this.unlocker = new Unlocker(libc, maps, limits, pageSize);
    this.mincore = new Mincore(libc, pageSize);
    this.reading = new PipeReading(libc, pageSize);
    this.verifier = new Verifier(maps, mincore);
    AioSettings settings = change.apply(AioSettings.of(sysctl, pageSize));
    this.answer = new AioProbe(libc, settings, pageSize).ask();
    this.queue =
        answer == AioProbe.Answer.WORKS ? Optional.of(newQueue(settings)) : Optional.empty();
    MemoryMapper possible = new FreeBsdMemoryMapper(libc, maps, cures, pageSize);
    Set<Capability> ofMapper = new MapperProbe(possible, pageSize).ask();
    this.mapper = ofMapper.isEmpty() ? Optional.empty() : Optional.of(possible);
    this.process =
        OneCallProcess.isThere(libc)
            ? Optional.of(
                new OneCallProcess(
                    libc,
                    () -> maps.now().map(VmMap::mappedBytes).orElse(ProcessLocking.UNKNOWN),
                    failures::ofProcess,
                    FreeBsd::nameOf))
            : Optional.empty();
    this.capabilities = Set.copyOf(findCapabilities(maps, ofMapper));
    unlocker.rehearse();
  }

  private LockQueue newQueue(AioSettings settings) {
    EndFailures ends = new EndFailures(failures, settings);
    AioQueue made = new AioQueue(libc, ends, settings, Reaper::thread);
    made.rehearse();
    return made;
  }

  /**
   * Neither ON_FAULT nor SECRET_MEMORY, which FreeBSD has not, nor RELOCK_IS_FREE: it is charged
   * again.
   */
  private Set<Capability> findCapabilities(VmMapReader maps, Set<Capability> ofMapper) {
    Set<Capability> found = EnumSet.of(Capability.BYTE_BUFFERS, Capability.RESIDENCY);
    found.addAll(ofMapper);
    if (LimitNumbers.soft(limits.ofProcess(LimitNumbers.UNKNOWN)) != LimitNumbers.UNKNOWN) {
      found.add(Capability.LIMITS);
    }
    if (maps.now().isPresent()) {
      found.add(Capability.VERIFY);
    }
    if (queue.isPresent()) {
      found.add(Capability.NATIVE_ASYNC);
    }
    if (process.isPresent()) {
      found.add(Capability.PROCESS);
    }
    return found;
  }

  /** Whether others, opened later, may have NATIVE_ASYNC where these do not. */
  boolean mayGetAQueueLater() {
    return answer == AioProbe.Answer.NOT_NOW;
  }

  @Override
  public void lock(long address, long byteCount) {
    int errno = libc.mlock(address, byteCount);
    if (errno != 0) {
      throw failures.of("mlock", errno, address, byteCount);
    }
  }

  @Override
  public Optional<LockQueue> queue() {
    return queue;
  }

  @Override
  public Optional<MemoryMapper> mapper() {
    return mapper;
  }

  @Override
  public Optional<ProcessLocking> process() {
    return process;
  }

  @Override
  protected PosixUnlocker unlocker() {
    return unlocker;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public int canceledErrno() {
    return FreeBsd.ECANCELED;
  }

  @Override
  public LockLimits limits() {
    return limits.ofProcess();
  }

  @Override
  public void raiseLimit() {
    limits.raise();
  }

  /** FreeBSD has no limit on mappings, and what memory it has left is not known. */
  @Override
  public Cure cure(Bound bound, long needed) {
    return bound == Bound.LOCKED_BYTES
        ? cures.moreLockedBytes(limits.ofProcess(LimitNumbers.UNKNOWN), needed)
        : Cure.NONE;
  }

  @Override
  public Optional<Diagnosis> diagnose(long address, long byteCount) {
    return failures.foresee(address, byteCount);
  }

  /**
   * FreeBSD's MADV_WILLNEED maps only what is in RAM already. Never left to who would read the
   * buffer: on 12.1 the signal for a page behind the end of its file ends the JVM.
   */
  @Override
  public boolean bringIn(long address, long byteCount) {
    reading.pages(address, byteCount);
    return true;
  }

  @Override
  public Residency residency(long address, long byteCount) {
    return mincore.residency(address, byteCount, FreeBsd::nameOf, cures.hole());
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    return capabilities.contains(Capability.VERIFY) ? verifier.states(spans) : super.verify(spans);
  }
}
