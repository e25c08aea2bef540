package io.github.pagelock.secrets;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a pool has: its slabs, and who has which slot of them. */
final class Vault {
  private static final int KIB = 1024;

  /** In bytes, because secrets are as long as they are, whatever a page is. */
  private static final int[] SLOT_BYTES = {
    16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, KIB, 1536, 2 * KIB, 3 * KIB, 4 * KIB
  };

  /** Guards all that is not one slot's bytes; tells of uses and slots that have ended. */
  final Mutex mutex = new Mutex();

  final ReferenceQueue<Secret> lost = new ReferenceQueue<>();
  private final SlabMaker maker;
  private final LeaseMaker leases = new LeaseMaker();
  private final SizeClass[] classes = new SizeClass[SLOT_BYTES.length];
  private final Set<Slab> slabs = new LinkedHashSet<>();
  private int live;
  private boolean closed;

  /** What was found first. */
  private volatile @Nullable CorruptedSecretException corruption;

  Vault(SlabMaker maker) {
    this.maker = maker;
    for (int i = 0; i < classes.length; i++) {
      classes[i] = SizeClass.shared(this, SLOT_BYTES[i], maker);
    }
  }

  /** A new slab of a size class; under the mutex. */
  void add(Slab slab) {
    slabs.add(slab);
  }

  /**
   * Fails once a canary was found overwritten.
   *
   * @throws CorruptedSecretException each time
   */
  void checkSound() {
    CorruptedSecretException found = corruption;
    if (found != null) {
      throw new CorruptedSecretException(found);
    }
  }

  /**
   * Makes a secret, or leaves no trace.
   *
   * @param length bytes
   * @param filler writes them; what it writes is in locked memory
   */
  Secret create(int length, Consumer<? super ByteBuffer> filler) {
    checkSound();
    endLost();
    Slab slab;
    int slot;
    mutex.lock();
    try {
      checkOpen();
      slab = slabFor(length);
      slot = slab.slots.take();
      slab.home.took(slab);
      live++;
    } finally {
      mutex.unlock();
    }
    try {
      slab.write(
          slot,
          length,
          content -> {
            filler.accept(content);
            return true;
          });
      return lease(slab, slot, length);
    } catch (Throwable failure) {
      try {
        vacate(slab, slot, length, null);
      } catch (Throwable later) {
        failure.addSuppressed(later);
      }
      throw failure;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
  }

  private Slab slabFor(int length) {
    SizeClass home = classFor(length);
    try {
      return home.withRoom();
    } catch (PageLockException refused) {
      if (refused.reason() != Reason.LIMIT_EXCEEDED) {
        throw refused;
      }
      if (closeEmpty() == 0) {
        throw Refusal.of(refused, length, home, live, lockedBytes());
      }
    }
    try {
      return home.withRoom();
    } catch (PageLockException refused) {
      throw Refusal.of(refused, length, home, live, lockedBytes());
    }
  }

  private SizeClass classFor(int length) {
    for (SizeClass each : classes) {
      if (length <= each.slotBytes) {
        return each;
      }
    }
    return SizeClass.single(this, length, maker);
  }

  /** Closes the slabs that are kept empty; says how many there were. */
  private int closeEmpty() {
    int count = 0;
    Failures failures = new Failures();
    for (SizeClass each : classes) {
      Slab empty = each.takeEmpty();
      if (empty != null) {
        slabs.remove(empty);
        failures.collect(empty::close);
        count++;
      }
    }
    failures.throwFirst();
    return count;
  }

  private Secret lease(Slab slab, int slot, int length) {
    Secret secret = new Secret(leases, slab, slot, length);
    mutex.lock();
    try {
      checkOpen();
      slab.setLease(slot, secret.lease());
    } finally {
      mutex.unlock();
    }
    return secret;
  }

  /** Nobody uses it any more, and nobody will. */
  void end(Lease lease) {
    vacate(lease.slab, lease.slot(), lease.length(), lease);
    endLost();
  }

  /**
   * Wipes a slot and frees it. One that cannot be wiped stays taken.
   *
   * @param lease who had it, if somebody did
   * @throws CorruptedSecretException if that is found out here first; all is done then
   */
  private void vacate(Slab slab, int slot, int length, @Nullable Lease lease) {
    int found;
    try {
      found = slab.vacate(slot, length);
    } catch (Throwable notWiped) {
      tell(lease, Lease::notEnded);
      throw notWiped;
    }
    CorruptedSecretException broken =
        found == 0 || corruption != null
            ? null
            : CorruptedSecretException.around(slab, slot, found);
    Slab unneeded;
    mutex.lock();
    try {
      unneeded = free(slab, slot);
      tell(lease, Lease::ended);
    } finally {
      mutex.unlock();
    }
    if (unneeded != null) {
      unneeded.close();
    }
    if (broken != null) {
      throw found(broken);
    }
  }

  private void tell(@Nullable Lease lease, Consumer<Lease> end) {
    if (lease != null) {
      mutex.lock();
      try {
        end.accept(lease);
        mutex.changed();
      } finally {
        mutex.unlock();
      }
    }
  }

  /** Returns the slab, if it is not needed any more. */
  private @Nullable Slab free(Slab slab, int slot) {
    live--;
    slab.setLease(slot, null);
    boolean wasFull = slab.slots.isFull();
    slab.slots.giveBack(slot);
    Slab unneeded = slab.home.gave(slab, wasFull, !closed);
    if (unneeded != null) {
      slabs.remove(unneeded);
    }
    return unneeded;
  }

  private CorruptedSecretException found(CorruptedSecretException broken) {
    if (corruption == null) {
      corruption = broken;
    }
    return broken;
  }

  /** Wipes what was lost without being closed. */
  void endLost() {
    Reference<? extends Secret> found = lost.poll();
    while (found != null) {
      if (found instanceof Lease lease && lease.closeFirst()) {
        try {
          vacate(lease.slab, lease.slot(), lease.length(), lease);
        } finally {
          leases.tellLost(lease);
        }
      }
      found = lost.poll();
    }
  }

  /** Looks at all canaries. */
  void check() {
    checkSound();
    endLost();
    mutex.lock();
    try {
      checkOpen();
      for (Slab slab : slabs) {
        int slot = slab.firstOverwritten();
        if (slot >= 0) {
          throw found(CorruptedSecretException.between(slab, slot));
        }
      }
    } finally {
      mutex.unlock();
    }
  }

  /** Closes all secrets and slabs, as far as it can, and throws the first failure. */
  void close() {
    if (Running.any(lease -> lease.slab.home.vault == this)) {
      throw new IllegalStateException(
          "the pool cannot be closed by a function that is using a secret of it: it would wait for"
              + " itself");
    }
    Failures failures = new Failures();
    for (Lease lease : closeToNew(failures)) {
      failures.collect(lease::close);
    }
    failures.collect(this::endLost);
    failures.throwFirst();
  }

  /** From now on nobody creates one; returns those that there are. */
  private List<Lease> closeToNew(Failures failures) {
    List<Lease> open = new ArrayList<>();
    mutex.lock();
    try {
      closed = true;
      failures.collect(this::closeEmpty);
      for (Slab slab : slabs) {
        for (Lease lease : slab.leases()) {
          if (lease != null) {
            open.add(lease);
          }
        }
      }
    } finally {
      mutex.unlock();
    }
    return open;
  }

  int live() {
    mutex.lock();
    try {
      return live;
    } finally {
      mutex.unlock();
    }
  }

  long lockedBytes() {
    mutex.lock();
    try {
      return slabs.stream().mapToLong(slab -> slab.byteCount).sum();
    } finally {
      mutex.unlock();
    }
  }

  Optional<PageLockException> degradation() {
    return maker.degradation();
  }
}
