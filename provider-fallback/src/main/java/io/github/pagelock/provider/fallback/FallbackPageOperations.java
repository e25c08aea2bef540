package io.github.pagelock.provider.fallback;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Residency;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.posix.OneCallProcess;
import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.posix.PosixPageOperations;
import io.github.pagelock.posix.PosixUnlocker;
import io.github.pagelock.provider.fallback.libc.LibC;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.ProcessLocking;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The calls to a kernel of which only POSIX is known. */
final class FallbackPageOperations extends PosixPageOperations {
  private final LibC libc;
  private final Limits limits;
  private final Cures cures;
  private final LockFailures failures;
  private final Unlocker unlocker;
  private final UnixSystem system;
  private final Mincore mincore;
  private final PipeReading reading;
  private final Optional<ProcessLocking> process;
  private final Set<Capability> capabilities;

  FallbackPageOperations(LibC libc, UnixSystem system) {
    super(libc);
    this.libc = libc;
    int pageSize = pageSize();
    this.limits = new Limits(libc, system);
    this.cures = new Cures(system, System.getProperty("user.name", "USER"));
    PageProbe probe = new PageProbe(libc, system, pageSize);
    this.failures = new LockFailures(libc, system, limits, cures, probe, pageSize);
    this.unlocker = new Unlocker(libc, system, limits, probe, pageSize);
    this.system = system;
    this.mincore = new Mincore(libc, pageSize);
    this.reading = new PipeReading(libc, pageSize);
    this.process =
        system.knowsMlockall() && OneCallProcess.isThere(libc)
            ? Optional.of(
                new OneCallProcess(
                    libc, () -> ProcessLocking.UNKNOWN, failures::ofProcess, system::nameOf))
            : Optional.empty();
    this.capabilities = Set.copyOf(findCapabilities(system));
  }

  private Set<Capability> findCapabilities(UnixSystem system) {
    Set<Capability> found = EnumSet.of(Capability.BYTE_BUFFERS);
    if (LimitNumbers.soft(limits.now()) != LimitNumbers.UNKNOWN) {
      found.add(Capability.LIMITS);
    }
    if (system.mincoreTells() && libc.hasMincore()) {
      found.add(Capability.RESIDENCY);
    }
    if (process.isPresent()) {
      found.add(Capability.PROCESS);
    }
    if (system.relockIsFree()) {
      found.add(Capability.RELOCK_IS_FREE);
    }
    return found;
  }

  @Override
  public void lock(long address, long byteCount) {
    int errno = libc.mlock(address, byteCount);
    unlocker.mlockSaid(errno);
    if (errno != 0) {
      throw failures.of(errno, address, byteCount);
    }
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
    return Math.max(0, system.errno("ECANCELED"));
  }

  @Override
  public LockLimits limits() {
    return limits.now();
  }

  @Override
  public void raiseLimit() {
    limits.raise();
  }

  /** Of mappings and of memory nothing is known. */
  @Override
  public Cure cure(Bound bound, long needed) {
    return bound == Bound.LOCKED_BYTES ? cures.moreLockedBytes(limits.now(), needed) : Cure.NONE;
  }

  @Override
  public boolean bringIn(long address, long byteCount) {
    return reading.pages(address, byteCount);
  }

  @Override
  public Residency residency(long address, long byteCount) {
    return capabilities.contains(Capability.RESIDENCY)
        ? mincore.residency(address, byteCount, system::nameOf, Cures.hole())
        : super.residency(address, byteCount);
  }
}
