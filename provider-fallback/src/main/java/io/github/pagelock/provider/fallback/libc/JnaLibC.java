package io.github.pagelock.provider.fallback.libc;

import com.sun.jna.Library;
import io.github.pagelock.jna.CLibrary;
import io.github.pagelock.jna.JnaPosix;

/** The C library of this system. Nothing in it is variadic. */
public final class JnaLibC extends JnaPosix implements LibC {
  private final Calls calls;

  private JnaLibC(CLibrary way) {
    super(way);
    this.calls = way.bind(Calls.class, Direct::new);
  }

  /**
   * Loads JNA and binds the calls, in the library that the JVM has loaded already where its symbols
   * can be seen, else in the C library by its name.
   *
   * @return the bound calls
   * @throws LinkageError if JNA or a symbol cannot be loaded
   */
  public static LibC load() {
    return load(CLibrary.suiting(JnaLibC.class));
  }

  static LibC load(CLibrary way) {
    return new JnaLibC(way);
  }

  @Override
  public String strerror(int errno) {
    return calls.strerror(errno);
  }

  private interface Calls extends Library {
    String strerror(int errno);
  }

  private static final class Direct implements Calls {
    @Override
    public native String strerror(int errno);
  }
}
