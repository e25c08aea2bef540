package org.example.guest;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.List;
import java.util.Set;

/** Asks the hypervisor. */
final class GuestOperations implements PageOperations {
  private final GuestMemory guest;

  GuestOperations(GuestMemory guest) {
    this.guest = guest;
  }

  /** Not this process's memory, so a ledger of its own for each guest. */
  @Override
  public String domain() {
    return "guest-" + System.identityHashCode(guest);
  }

  @Override
  public int pageSize() {
    return GuestMemory.PAGE_SIZE;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.LIMITS, Capability.VERIFY);
  }

  @Override
  public void lock(long address, long byteCount) {
    switch (guest.pin(address, byteCount)) {
      case DONE -> {}
      case NOT_MAPPED ->
          throw LockFailure.of(Reason.NOT_MAPPED, "pin", address, byteCount)
              .because("the guest has no memory at some of these addresses")
              .build();
      case OVER_QUOTA ->
          throw LockFailure.of(Reason.LIMIT_EXCEEDED, "pin", address, byteCount)
              .because("the hypervisor's quota is exceeded")
              .limits(limits())
              .build();
    }
  }

  @Override
  public void unlock(long address, long byteCount) {
    guest.unpin(address, byteCount);
  }

  @Override
  public LockLimits limits() {
    return LockLimits.of(GuestMemory.QUOTA, GuestMemory.QUOTA, guest.pinnedBytes());
  }

  @Override
  public List<KernelState> verify(List<PageSpan> spans) {
    return spans.stream().map(this::verify).toList();
  }

  private KernelState verify(PageSpan span) {
    GuestMemory.Count count = guest.count(span.address(), span.byteCount());
    if (count.mapped() == 0) {
      return KernelState.NOT_MAPPED;
    }
    if (count.pinned() == count.pages()) {
      return KernelState.LOCKED;
    }
    boolean none = count.pinned() == 0 && count.mapped() == count.pages();
    return none ? KernelState.NOT_LOCKED : KernelState.PARTLY;
  }
}
