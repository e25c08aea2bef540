package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.spi.PageOperations;
import java.util.EnumSet;
import java.util.Set;

/** What a provider can do: what it claims, and has. */
final class Claims {
  private Claims() {}

  /** Without a queue that is claimed and not there: pending locks go by threads then. */
  static Set<Capability> of(PageOperations operations) {
    Set<Capability> claimed = EnumSet.noneOf(Capability.class);
    claimed.addAll(operations.capabilities());
    if (operations.queue().isEmpty()) {
      claimed.remove(Capability.NATIVE_ASYNC);
    }
    if (operations.process().isEmpty()) {
      claimed.remove(Capability.PROCESS);
      claimed.remove(Capability.PROCESS_BY_CHUNKS);
    }
    return Set.copyOf(claimed);
  }
}
