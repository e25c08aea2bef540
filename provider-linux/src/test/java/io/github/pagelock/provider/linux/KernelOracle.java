package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.tck.LockOracle;
import java.util.Optional;

/** VmLck for bytes, smaps for locks, mincore for residency, as the kernel tells them now. */
@SuppressWarnings("exports") // the kit is there wherever this is
public final class KernelOracle implements LockOracle {
  /** It has no state. */
  public KernelOracle() {}

  @Override
  public long lockedBytes() {
    return VmLck.bytes();
  }

  @Override
  public boolean tellsPages() {
    return true;
  }

  @Override
  public boolean isLocked(long pageAddress) {
    return Smaps.now().lockedBytes(pageAddress, TestMappings.PAGE) > 0;
  }

  @Override
  public boolean isOnFault(long pageAddress) {
    return Smaps.now().at(pageAddress).isOnFault();
  }

  @Override
  public boolean tellsPromises() {
    return true;
  }

  @Override
  public boolean isAccessible(long pageAddress) {
    return Smaps.now().find(pageAddress).filter(Smaps.Area::isAccessible).isPresent();
  }

  @Override
  public Optional<Boolean> keeps(long pageAddress, Capability promise) {
    Smaps.Area area = Smaps.now().at(pageAddress);
    return Optional.of(
        promise == Capability.NO_DUMP ? area.isLeftOutOfDumps() : area.isKeptFromChildren());
  }

  @Override
  public boolean isResident(long pageAddress) {
    byte[] page = new byte[1];
    int returned = RawLibC.mincore(pageAddress, TestMappings.PAGE, page);
    if (returned != 0) {
      throw new IllegalStateException("mincore: errno " + RawLibC.errno(returned));
    }
    return (page[0] & 1) != 0;
  }
}
