package io.github.pagelock.provider.fallback.libc;

import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.FfmPosix;
import java.lang.invoke.MethodHandle;

/** The C library of this system, called by the JDK itself. */
public final class FfmLibC extends FfmPosix implements LibC {
  private final MethodHandle strerror;

  private FfmLibC(Ffm library) {
    super(library);
    this.strerror = library.plain("strerror", long.class, int.class);
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
    try {
      return library.stringAt((long) strerror.invokeExact(errno));
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }
}
