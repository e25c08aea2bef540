package io.github.pagelock.cli.libc;

import io.github.pagelock.posix.NativeAccess;

/** How this JVM calls C. */
final class Bridge {
  // Not JnaLibC::new, which links that class here, where nobody says that JNA is missing.
  private static final NativeAccess<LibC> LIB_C =
      NativeAccess.load(Bridge.class, () -> new FfmLibC(), () -> new JnaLibC());

  private Bridge() {}

  /** Fails with a PageLockException, UNSUPPORTED, if no bridge calls C here. */
  static LibC libc() {
    return LIB_C.library();
  }
}
