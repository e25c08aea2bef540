package io.github.pagelock.tck;

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
   * Whether a page is in RAM.
   *
   * @param pageAddress the page's first byte
   * @return the kernel's answer
   */
  default boolean isResident(long pageAddress) {
    throw new UnsupportedOperationException();
  }
}
