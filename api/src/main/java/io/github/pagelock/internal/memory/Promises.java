package io.github.pagelock.internal.memory;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is promised for one memory, what of it can be kept, and why not the rest (M8). */
final class Promises {
  private final boolean required;
  private final Set<Capability> kept = EnumSet.noneOf(Capability.class);
  private final Set<Capability> missing = EnumSet.noneOf(Capability.class);
  private @Nullable PageLockException why;

  /**
   * Before anything is allocated.
   *
   * @throws PageLockException UNSUPPORTED, if all are required and one cannot be kept
   */
  Promises(Set<Capability> asked, Set<Capability> possible, boolean required, long byteCount) {
    this.required = required;
    kept.addAll(asked);
    kept.retainAll(possible);
    Set<Capability> impossible = EnumSet.noneOf(Capability.class);
    impossible.addAll(asked);
    impossible.removeAll(kept);
    if (!impossible.isEmpty()) {
      broken(
          impossible,
          LockFailure.of(Reason.UNSUPPORTED, "allocate", 0, byteCount)
              .because(
                  "the provider does not have the capability "
                      + String.join(", ", impossible.stream().map(Enum::name).toList())
                      + "; ask for less by Allocation.without")
              .build());
    }
  }

  /** No pages could be mapped for which something could be promised. */
  void noneIsKept(PageLockException reason) {
    broken(Set.copyOf(kept), reason);
  }

  private void broken(Set<Capability> some, PageLockException reason) {
    if (required) {
      throw reason;
    }
    if (some.isEmpty()) {
      return;
    }
    kept.removeAll(some);
    missing.addAll(some);
    why = (PageLockException) Failures.first(why, reason);
  }

  boolean has(Capability promise) {
    return kept.contains(promise);
  }

  /** Makes mapped pages accessible, and has the kernel keep what is promised for them. */
  void make(MemoryMapper mapper, long address, long pageBytes) {
    if (has(Capability.SECRET_MEMORY)) {
      attempt(Capability.SECRET_MEMORY, () -> mapper.mapSecret(address, pageBytes));
    }
    if (!has(Capability.SECRET_MEMORY)) {
      mapper.protect(address, pageBytes, Access.READ_WRITE);
    }
    for (Capability promise : EnumSet.of(Capability.NO_DUMP, Capability.WIPE_ON_FORK)) {
      if (has(promise)) {
        attempt(promise, () -> mapper.promise(address, pageBytes, promise));
      }
    }
  }

  private void attempt(Capability promise, Runnable call) {
    try {
      call.run();
    } catch (PageLockException reason) {
      broken(EnumSet.of(promise), reason);
    }
  }

  Set<Capability> kept() {
    return Set.copyOf(kept);
  }

  Set<Capability> missing() {
    return Set.copyOf(missing);
  }

  /** Why some are missing; null if none is. */
  @Nullable PageLockException why() {
    return why;
  }
}
