package io.github.pagelock;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How much {@link LockedMemory} to allocate, and what is promised for it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Allocation {
  private static final Set<Capability> POSSIBLE =
      EnumSet.of(
          Capability.GUARD_PAGES,
          Capability.NO_DUMP,
          Capability.WIPE_ON_FORK,
          Capability.SEAL,
          Capability.SECRET_MEMORY);

  private static final Set<Capability> USUAL =
      Set.copyOf(EnumSet.of(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK));

  private final long byteCount;
  private final Set<Capability> promises;
  private final boolean atEnd;

  private Allocation(long byteCount, Set<Capability> promises, boolean atEnd) {
    this.byteCount = byteCount;
    this.promises = promises;
    this.atEnd = atEnd;
  }

  /**
   * So many bytes, for which GUARD_PAGES, NO_DUMP and WIPE_ON_FORK are promised.
   *
   * @param byteCount bytes, 1 or more, rounded up to whole pages, which are locked
   * @return the allocation
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Allocation of(long byteCount) {
    if (byteCount <= 0) {
      throw new IllegalArgumentException("byteCount is " + byteCount + ", but must be positive");
    }
    return new Allocation(byteCount, USUAL, false);
  }

  /**
   * The same with more promises.
   *
   * @param more of GUARD_PAGES, NO_DUMP, WIPE_ON_FORK, SEAL and SECRET_MEMORY
   * @return a new allocation
   * @throws IllegalArgumentException if another capability is among them
   */
  public Allocation with(Capability... more) {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(promises);
    all.addAll(checked(Objects.requireNonNull(more, "more")));
    return new Allocation(byteCount, Set.copyOf(all), atEnd);
  }

  /**
   * The same with fewer promises, for systems that cannot keep them.
   *
   * @param less of GUARD_PAGES, NO_DUMP, WIPE_ON_FORK, SEAL and SECRET_MEMORY
   * @return a new allocation
   * @throws IllegalArgumentException if another capability is among them
   */
  public Allocation without(Capability... less) {
    Set<Capability> rest = EnumSet.noneOf(Capability.class);
    rest.addAll(promises);
    rest.removeAll(checked(Objects.requireNonNull(less, "less")));
    return new Allocation(byteCount, Set.copyOf(rest), atEnd);
  }

  private static Collection<Capability> checked(Capability... some) {
    for (Capability each : some) {
      if (!POSSIBLE.contains(Objects.requireNonNull(each, "each"))) {
        throw new IllegalArgumentException(each + " is no promise for locked memory: " + POSSIBLE);
      }
    }
    return List.of(some);
  }

  /**
   * The same, with its last byte the last of its last page, right before the guard page: reading or
   * writing beyond it ends the process at once. Its first byte is aligned to nothing then.
   *
   * @return a new allocation
   */
  public Allocation atEnd() {
    return new Allocation(byteCount, promises, true);
  }

  /**
   * How much.
   *
   * @return bytes, more than 0
   */
  public long byteCount() {
    return byteCount;
  }

  /**
   * What is promised beside the lock.
   *
   * @return an immutable set
   */
  public Set<Capability> promises() {
    return promises;
  }

  /**
   * Where it is placed.
   *
   * @return whether at the end of its last page; else at the beginning of its first
   */
  public boolean isAtEnd() {
    return atEnd;
  }

  @Override
  public String toString() {
    return byteCount + " bytes" + (atEnd ? " at the end" : "") + ", " + promises;
  }
}
