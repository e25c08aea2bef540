package io.github.pagelock.provider.fallback.libc;

import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.posix.Posix;

/**
 * The calls that the C library of every Unix has. Every call that can fail returns 0 or its errno,
 * so that no errno can be lost; addresses and sizes are in bytes.
 */
public interface LibC extends Posix, PipeReading.Calls {
  /**
   * Whether this C library has mincore, which is not in POSIX.
   *
   * @return false where {@link #mincore} cannot be called
   */
  boolean hasMincore();

  @Override
  int close(int descriptor);

  /**
   * Puts an error into words.
   *
   * @param errno this system's number
   * @return the system's own text, in its own language
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/strerror.html">POSIX
   *     strerror</a>
   */
  String strerror(int errno);
}
