package org.example.guest;

import io.github.pagelock.tck.LockOracle;

/** The hypervisor's own account, past the provider. */
record HypervisorOracle(GuestMemory guest) implements LockOracle {
  @Override
  public long lockedBytes() {
    return guest.pinnedBytes();
  }

  @Override
  public boolean tellsPages() {
    return true;
  }

  @Override
  public boolean isLocked(long pageAddress) {
    return guest.isPinned(pageAddress);
  }

  @Override
  public boolean isOnFault(long pageAddress) {
    return false;
  }

  /** A hypervisor may take away only what is not pinned; of the rest nothing is known. */
  @Override
  public boolean isResident(long pageAddress) {
    return guest.isPinned(pageAddress);
  }
}
