package io.github.pagelock.provider.fallback.libc;

import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.FfmPosix;

/** The C library of this system, called by the JDK itself. */
public final class FfmLibC extends FfmPosix implements LibC {
  private final Ffm.Function strerror;

  private FfmLibC(Ffm library) {
    super(library);
    this.strerror = library.function("strerror");
  }

  /**
   * Binds the calls.
   *
   * @return the bound calls
   * @throws io.github.pagelock.posix.CannotCallException if this JVM cannot call C by itself
   */
  public static LibC load() {
    return new FfmLibC(Ffm.ofProcess());
  }

  @Override
  public String strerror(int errno) {
    return library.stringAt(strerror.word(errno, 0, 0, 0, 0, 0));
  }
}
