package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Residency;
import io.github.pagelock.jna.Mincore;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.Bound;
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
import java.util.function.Supplier;

/** The calls to the Linux kernel. */
final class LinuxPageOperations implements PageOperations {
  private final LibC libc;
  private final int pageSize;
  private final Limits limits;
  private final MemoryLeft memory;
  private final Supplier<Cures> cures;
  private final LockFailures failures;
  private final Unlocker unlocker;
  private final ResidencyCount residency;
  private final Verifier verifier;
  private final PopulateWay populateWay;
  private final Set<Capability> capabilities;

  LinuxPageOperations(LibC libc, ProcFs proc) {
    this.libc = libc;
    this.pageSize = Math.toIntExact(libc.sysconf(Linux.SC_PAGESIZE));
    Privileges privileges = new Privileges(proc);
    ProcMaps maps = new ProcMaps(proc);
    Mincore mincore = new Mincore(libc::mincore, pageSize);
    this.limits = new Limits(libc, proc, maps, privileges);
    this.memory = new MemoryLeft(proc);
    LauncherSearch launchers = new LauncherSearch(proc, System.getenv());
    this.cures = () -> new Cures(situation(launchers, proc, privileges));
    this.failures =
        new LockFailures(
            libc, maps, limits, cures, new UnlockablePage(mincore, pageSize), pageSize);
    this.unlocker = new Unlocker(libc, maps, limits, failures, pageSize);
    this.residency = new ResidencyCount(mincore, proc, maps, privileges, pageSize);
    this.verifier = new Verifier(libc, mincore, proc, maps, privileges, pageSize);
    this.populateWay = new PopulateWay(libc, mincore, maps, failures, pageSize);
    this.capabilities = Set.copyOf(findCapabilities());
  }

  private Situation situation(LauncherSearch launchers, ProcFs proc, Privileges privileges) {
    LauncherSearch.Found found = launchers.find();
    return new Situation(
        found.launcher(),
        found.hasShell(),
        Credentials.read(proc, privileges, System.getProperty("user.name", "?")),
        limits.locks(),
        memory.group(memory.now()));
  }

  private Set<Capability> findCapabilities() {
    Set<Capability> found =
        EnumSet.of(
            Capability.BYTE_BUFFERS,
            Capability.RESIDENCY,
            Capability.VERIFY,
            Capability.LIMITS,
            Capability.RELOCK_IS_FREE);
    int errno = libc.mlock2(0, 0, Linux.MLOCK_ONFAULT);
    // EPERM with a limit of 0 is the kernel's; otherwise a seccomp filter's that lacks the call.
    if (errno == 0 || (errno == Linux.EPERM && limits.locks().softBytes() == 0)) {
      found.add(Capability.ON_FAULT);
    }
    return found;
  }

  @Override
  public int pageSize() {
    return pageSize;
  }

  @Override
  public void lock(long address, long byteCount) {
    int errno = libc.mlock(address, byteCount);
    if (errno != 0) {
      throw failures.of("mlock", errno, address, byteCount);
    }
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    int errno = libc.mlock2(address, byteCount, Linux.MLOCK_ONFAULT);
    if (errno != 0) {
      throw failures.of("mlock2", errno, address, byteCount);
    }
  }

  @Override
  public void unlock(long address, long byteCount) {
    unlocker.unlock(address, byteCount);
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return libc.addressOf(buffer) + buffer.position();
  }

  @Override
  public LockLimits limits() {
    return limits.locks();
  }

  @Override
  public MappingRoom mappings() {
    return limits.mappings();
  }

  @Override
  public MemoryRoom memory() {
    return memory.now();
  }

  @Override
  public Cure cure(Bound bound, long needed) {
    return cures.get().of(bound, needed);
  }

  @Override
  public Optional<Diagnosis> diagnose(long address, long byteCount) {
    return byteCount == 0 ? Optional.empty() : failures.foresee(address, byteCount);
  }

  @Override
  public Optional<Populator> populator(long address, long byteCount) {
    return populateWay.of(address, byteCount);
  }

  @Override
  public Residency residency(long address, long byteCount) {
    return residency.of(address, byteCount);
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    return verifier.states(spans);
  }
}
