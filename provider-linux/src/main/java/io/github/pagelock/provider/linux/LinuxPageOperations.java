package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Residency;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.posix.PosixPageOperations;
import io.github.pagelock.posix.PosixUnlocker;
import io.github.pagelock.posix.Rlimit;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.Populator;
import io.github.pagelock.spi.ProcessLocking;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The calls to the Linux kernel. */
final class LinuxPageOperations extends PosixPageOperations {
  private final LibC libc;
  private final Limits limits;
  private final MemoryLeft memory;
  private final Circumstances circumstances;
  private final LockFailures failures;
  private final Unlocker unlocker;
  private final ResidencyCount residency;
  private final LockCosts costs;
  private final Verifier verifier;
  private final PopulateWay populateWay;
  private final BringIn bringIn;
  private final FileSystemRoom room;
  private final FilePages filePages;
  private final SecretMemory secrets;
  private final PageSizes pageSizes;
  private final Optional<MemoryMapper> mapper;
  private final Optional<FileMapper> files;
  private final Optional<ProcessLocking> process;
  private final Set<Capability> capabilities;

  LinuxPageOperations(LibC libc, ProcFs proc) {
    this(libc, proc, new Privileges(proc));
  }

  private LinuxPageOperations(LibC libc, ProcFs proc, Privileges privileges) {
    this(libc, proc, privileges, Circumstances.ofThisProcess(proc, privileges));
  }

  /** For one of several that share what is looked for once. */
  LinuxPageOperations(LibC libc, ProcFs proc, Privileges privileges, Circumstances circumstances) {
    super(libc);
    this.libc = libc;
    int pageSize = pageSize();
    this.circumstances = circumstances;
    ProcMaps maps = new ProcMaps(proc);
    Mincore mincore = new Mincore(libc, pageSize);
    MappingQuery query = new MappingQuery(libc);
    String kernel = KernelVersion.release(proc);
    LockedCheck check = new LockedCheck(libc, pageSize, kernel);
    this.limits = new Limits(libc, proc, maps, privileges, check);
    this.memory = new MemoryLeft(proc);
    Function<LockLimits, Cures> cures = now -> circumstances.cures(now, Situation.Group.NONE);
    UnlockablePage unlockable = new UnlockablePage(mincore, pageSize);
    this.failures = new LockFailures(libc, maps, limits, cures, unlockable, kernel, pageSize);
    this.unlocker = new Unlocker(libc, maps, limits, failures, pageSize);
    this.residency = new ResidencyCount(mincore, proc, maps, query, privileges, pageSize);
    this.costs = new LockCosts(libc, mincore, proc, maps, privileges, pageSize);
    this.bringIn = new BringIn(libc, mincore, pageSize);
    this.verifier = new Verifier(libc, mincore, proc, maps, privileges, pageSize);
    this.room = new FileSystemRoom(libc, mincore, proc, maps, query, pageSize);
    PagePresence presence = new PagePresence(proc, mincore, pageSize);
    PopulateFailures notPopulated =
        new PopulateFailures(maps, query, unlockable, presence, room, pageSize);
    this.populateWay = new PopulateWay(libc, mincore, maps, notPopulated, pageSize);
    this.filePages =
        new FilePages(
            libc,
            mincore,
            query,
            new FileMappings(query, maps),
            room,
            notPopulated,
            new MincoreTruth(proc, privileges).isTold(),
            pageSize);
    this.secrets = new SecretMemory(maps, query, mincore, pageSize);
    this.pageSizes = new PageSizes(proc, query, pageSize);
    Set<Capability> found = findCapabilities();
    int noReserve = Linux.mapNoReserve(System.getProperty("os.arch", ""));
    MappingFailures notMapped =
        new MappingFailures(libc, proc, limits::mappings, failures, cures, kernel);
    this.mapper =
        noReserve < 0
            ? Optional.empty()
            : findMapper(new LinuxMemoryMapper(libc, noReserve, proc, notMapped, pageSize), found);
    LinuxFileMapper fileMapper = new LinuxFileMapper(libc, notMapped);
    this.files = noReserve >= 0 && fileMapper.works() ? Optional.of(fileMapper) : Optional.empty();
    this.process =
        LinuxProcess.isThere(libc)
            ? Optional.of(
                new LinuxProcess(
                    libc,
                    proc,
                    maps,
                    query,
                    limits,
                    cures,
                    failures,
                    new Landmarks(libc, maps, noReserve, pageSize)))
            : Optional.empty();
    if (process.isPresent()) {
      found.add(Capability.PROCESS);
    }
    if (process.isPresent() && found.contains(Capability.ON_FAULT)) {
      found.add(Capability.PROCESS_BY_CHUNKS);
    }
    this.capabilities = Set.copyOf(found);
  }

  private Optional<MemoryMapper> findMapper(
      LinuxMemoryMapper candidate, Set<Capability> capabilities) {
    Set<Capability> works = MapperTrial.of(candidate, libc, pageSize());
    capabilities.addAll(works);
    return works.isEmpty() ? Optional.empty() : Optional.of(candidate);
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
    if (errno == 0 || (errno == Linux.EPERM && !limits.locks().soft().allows(1))) {
      found.add(Capability.ON_FAULT);
    }
    return found;
  }

  @Override
  public long pageSizeAt(long address) {
    return pageSizes.at(address);
  }

  @Override
  public void lock(long address, long byteCount) {
    filePages.bringIn(address, byteCount);
    int errno = libc.mlock(address, byteCount);
    if (errno != 0 && !(errno == Linux.ENOMEM && secrets.holdsInRam(address, byteCount))) {
      throw failures.of("mlock", errno, address, byteCount);
    }
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    int errno = libc.mlock2(address, byteCount, Linux.MLOCK_ONFAULT);
    if (errno != 0 && !(errno == Linux.ENOMEM && secrets.holds(address, byteCount))) {
      throw failures.of("mlock2", errno, address, byteCount);
    }
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
  public Optional<MemoryMapper> mapper() {
    return mapper;
  }

  @Override
  public Optional<FileMapper> files() {
    return files;
  }

  @Override
  public Optional<ProcessLocking> process() {
    return process;
  }

  @Override
  public int canceledErrno() {
    return Linux.ECANCELED;
  }

  @Override
  public LockLimits limits() {
    return limits.locks();
  }

  @Override
  public void raiseLimit() {
    Rlimit.raise(libc, Linux.RLIMIT_MEMLOCK);
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
  public MemoryRoom memoryWithout(long cachedBytes) {
    return memory.without(cachedBytes);
  }

  @Override
  public LockCost cost(List<PageSpan> spans) {
    return costs.of(spans);
  }

  @Override
  public Cure cure(Bound bound, long needed) {
    LockLimits then = bound == Bound.LOCKED_BYTES ? limits.justNow() : LockLimits.ALL_UNKNOWN;
    Situation.Group group =
        bound == Bound.MEMORY ? memory.group(memory.now()) : Situation.Group.NONE;
    return Cure.later(() -> circumstances.cures(then, group).of(bound, needed));
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
  public boolean bringIn(long address, long byteCount) {
    return bringIn.pages(address, byteCount);
  }

  @Override
  public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
    return room.problem(spans);
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
