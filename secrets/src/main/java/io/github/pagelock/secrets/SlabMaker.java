package io.github.pagelock.secrets;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Allocates slabs. */
final class SlabMaker {
  private final PageLocker locker;
  private final Set<Capability> promises;
  private final long canary;
  private volatile @Nullable PageLockException degradation;

  /**
   * One for a pool.
   *
   * @param promises what is asked for, SEAL if the slabs are to be sealed
   * @param canary what to write between slots
   */
  SlabMaker(PageLocker locker, Set<Capability> promises, long canary) {
    this.locker = locker;
    this.promises = promises;
    this.canary = canary;
  }

  int pageSize() {
    return locker.pageSize();
  }

  /** A slab of free slots, or nothing. */
  Slab make(SizeClass home, int byteCount) {
    LockedMemory memory = locker.allocate(asked(byteCount));
    try {
      Slab slab = new Slab(home, byteCount, room(memory), canary);
      memory.degradation().ifPresent(why -> degradation = why);
      return slab;
    } catch (Throwable failure) {
      try {
        memory.close();
      } catch (Throwable later) {
        failure.addSuppressed(later);
      }
      throw failure;
    }
  }

  private Allocation asked(int byteCount) {
    Allocation all = Allocation.of(byteCount);
    return all.without(all.promises().toArray(Capability[]::new))
        .with(promises.toArray(Capability[]::new));
  }

  private static Room room(LockedMemory memory) {
    if (!memory.promises().contains(Capability.SEAL)) {
      return new OpenRoom(memory);
    }
    memory.seal();
    return new SealedRoom(memory);
  }

  /** Why the last slab of those that were not all that was asked for was not. */
  Optional<PageLockException> degradation() {
    return Optional.ofNullable(degradation);
  }
}
