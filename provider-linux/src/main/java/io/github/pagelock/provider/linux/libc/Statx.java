package io.github.pagelock.provider.linux.libc;

import com.sun.jna.Library;
import io.github.pagelock.jna.CLibrary;

/** statx, which glibc has since 2.28 and Linux since 4.11. */
interface Statx {
  /** As {@link LibC#statx}. */
  int call(int descriptor, byte[] name, int flags, int mask, byte[] structure);

  /** Always ENOSYS where the C library has no such symbol. */
  static Statx bind(CLibrary way) {
    Calls calls;
    try {
      calls = way.bind(Calls.class, Direct::new);
    } catch (UnsatisfiedLinkError noSuchSymbol) {
      return (descriptor, name, flags, mask, structure) -> Mlock2.ENOSYS;
    }
    return (descriptor, name, flags, mask, structure) ->
        JnaLibC.errnoOf(calls.statx(descriptor, name, flags, mask, structure));
  }

  /** By its symbol. */
  interface Calls extends Library {
    /** As {@link Statx#call}, but for errno. */
    int statx(int descriptor, byte[] name, int flags, int mask, byte[] structure);
  }

  /** By direct mapping. */
  final class Direct implements Calls {
    private Direct() {}

    @Override
    public native int statx(int descriptor, byte[] name, int flags, int mask, byte[] structure);
  }
}
