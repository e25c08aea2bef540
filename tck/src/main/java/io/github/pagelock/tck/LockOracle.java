package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import java.util.Optional;

/**
 * Tells what the kernel has locked, by another way than the provider under test, such as VmLck in
 * /proc/self/status and VmFlags in /proc/self/smaps. The kit looks at differences only.
 */
public interface LockOracle {
  /**
   * How much is locked now.
   *
   * @return bytes locked in the memory that the provider works on, by whomever
   */
  long lockedBytes();

  /**
   * Whether this oracle can tell single pages apart.
   *
   * @return false unless overridden together with {@link #isLocked}, {@link #isOnFault} and {@link
   *     #isResident}
   */
  default boolean tellsPages() {
    return false;
  }

  /**
   * Whether a page is locked, plainly or on fault.
   *
   * @param pageAddress the page's first byte; the page may be unmapped
   * @return the kernel's answer
   */
  default boolean isLocked(long pageAddress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether a page is locked from its first touch on only.
   *
   * @param pageAddress the page's first byte
   * @return the kernel's answer
   */
  default boolean isOnFault(long pageAddress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether this oracle can tell what the kernel does with memory of Pagelock's own.
   *
   * @return false unless overridden together with {@link #isAccessible} and {@link #keeps}
   */
  default boolean tellsPromises() {
    return false;
  }

  /**
   * Whether a page can be read or written.
   *
   * @param pageAddress the page's first byte; the page may be unmapped: it cannot then
   * @return the kernel's answer
   */
  default boolean isAccessible(long pageAddress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether the kernel keeps a promise for a page.
   *
   * @param pageAddress the page's first byte
   * @param promise NO_DUMP or WIPE_ON_FORK
   * @return the kernel's answer; empty where it does not tell
   */
  default Optional<Boolean> keeps(long pageAddress, Capability promise) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether a page is in RAM.
   *
   * @param pageAddress the page's first byte
   * @return the kernel's answer
   */
  default boolean isResident(long pageAddress) {
    throw new UnsupportedOperationException();
  }
}
