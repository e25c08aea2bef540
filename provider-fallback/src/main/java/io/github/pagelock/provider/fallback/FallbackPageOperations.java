package io.github.pagelock.provider.fallback;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Residency;
import io.github.pagelock.jna.Mincore;
import io.github.pagelock.jna.NativeAccess;
import io.github.pagelock.provider.fallback.jna.LibC;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** The calls to a kernel of which only POSIX is known. */
final class FallbackPageOperations implements PageOperations {
  private final LibC libc;
  private final int pageSize;
  private final Limits limits;
  private final Cures cures;
  private final LockFailures failures;
  private final Unlocker unlocker;
  private final UnixSystem system;
  private final Mincore mincore;
  private final Set<Capability> capabilities;

  FallbackPageOperations(LibC libc, UnixSystem system) {
    this.libc = libc;
    this.pageSize = pageSize(libc);
    this.limits = new Limits(libc, system);
    this.cures = new Cures(system, System.getProperty("user.name", "USER"));
    PageProbe probe = new PageProbe(libc, system, pageSize);
    this.failures = new LockFailures(libc, system, limits, cures, probe, pageSize);
    this.unlocker = new Unlocker(libc, system, limits, probe, pageSize);
    this.system = system;
    this.mincore = new Mincore(libc::mincore, pageSize);
    this.capabilities = Set.copyOf(findCapabilities(system));
  }

  private static int pageSize(LibC libc) {
    int bytes = libc.getpagesize();
    if (Integer.bitCount(bytes) != 1 || bytes < 0) {
      throw NativeAccess.unsupported(
          "getpagesize() says " + bytes + ", which is not the size of a page");
    }
    return bytes;
  }

  private Set<Capability> findCapabilities(UnixSystem system) {
    Set<Capability> found = EnumSet.of(Capability.BYTE_BUFFERS);
    if (limits.now().softBytes() != LockLimits.UNKNOWN) {
      found.add(Capability.LIMITS);
    }
    if (system.mincoreTells() && libc.hasMincore()) {
      found.add(Capability.RESIDENCY);
    }
    if (system.relockIsFree()) {
      found.add(Capability.RELOCK_IS_FREE);
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
    unlocker.mlockSaid(errno);
    if (errno != 0) {
      throw failures.of(errno, address, byteCount);
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
    return limits.now();
  }

  /** Of mappings and of memory nothing is known. */
  @Override
  public Cure cure(Bound bound, long needed) {
    return bound == Bound.LOCKED_BYTES ? cures.moreLockedBytes(limits.now(), needed) : Cure.NONE;
  }

  @Override
  public Residency residency(long address, long byteCount) {
    return capabilities.contains(Capability.RESIDENCY)
        ? mincore.residency(address, byteCount, system::nameOf, Cures.hole())
        : PageOperations.super.residency(address, byteCount);
  }
}
