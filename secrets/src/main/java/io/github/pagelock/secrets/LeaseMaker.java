package io.github.pagelock.secrets;

import io.github.pagelock.PageLocker;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes leases, and says of those that are lost where they were made, if somebody wants to know.
 */
final class LeaseMaker {
  private static final System.Logger LOGGER = System.getLogger("io.github.pagelock");

  private final boolean traces = Boolean.getBoolean(PageLocker.LEAK_DETECTION_PROPERTY);
  private final AtomicBoolean told = new AtomicBoolean();

  Lease make(Secret secret, Slab slab, int slot, int length) {
    return traces
        ? new TracedLease(secret, slab, slot, length)
        : new Lease(secret, slab, slot, length);
  }

  /**
   * A secret was not closed, and is wiped. Told of the first of a pool, and of each with a place.
   */
  void tellLost(Lease lease) {
    String what = "a secret of " + lease.length() + " bytes was lost without close() and is wiped";
    if (lease.place() != null) {
      LOGGER.log(System.Logger.Level.WARNING, what + "; it was created here:", lease.place());
    } else if (!told.getAndSet(true)) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          what
              + "; further ones of its pool are wiped silently. To see where each was created, start"
              + " with -D"
              + PageLocker.LEAK_DETECTION_PROPERTY
              + "=true");
    }
  }
}
