package io.github.pagelock;

import java.util.Objects;
import java.util.Set;

/**
 * What the kernel says of {@link LockedMemory} right now.
 *
 * <p>Immutable; more may be told one day, so it is made by {@link #of}.
 */
public final class MemoryState {
  private final KernelState pages;
  private final Set<Capability> kept;

  private MemoryState(KernelState pages, Set<Capability> kept) {
    this.pages = pages;
    this.kept = kept;
  }

  /**
   * A state; for wrappers and tests.
   *
   * @param pages of the lock
   * @param kept the promises that are kept
   * @return this state
   */
  public static MemoryState of(KernelState pages, Set<Capability> kept) {
    Objects.requireNonNull(kept, "kept");
    return new MemoryState(Objects.requireNonNull(pages, "pages"), Set.copyOf(kept));
  }

  /**
   * What is true of its pages.
   *
   * @return LOCKED, if all is well
   */
  public KernelState pages() {
    return pages;
  }

  /**
   * The promises that the kernel keeps. Of SEAL it is kept if the memory is sealed, and no use of
   * it is running.
   *
   * @return an immutable set; those that the kernel does not tell about are left out
   */
  public Set<Capability> kept() {
    return kept;
  }

  @Override
  public String toString() {
    return pages + ", " + kept;
  }
}
