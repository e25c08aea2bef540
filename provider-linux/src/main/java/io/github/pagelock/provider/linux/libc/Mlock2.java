package io.github.pagelock.provider.linux.libc;

import com.sun.jna.Library;
import io.github.pagelock.jna.CLibrary;

/** mlock2, which glibc has since 2.27 and Linux since 4.4. */
interface Mlock2 {
  /** asm-generic/errno.h. */
  int ENOSYS = 38;

  /** arch/x86/entry/syscalls/syscall_64.tbl. */
  long SYS_MLOCK2_X86_64 = 325;

  /** asm-generic/unistd.h, which aarch64 and riscv64 use. */
  long SYS_MLOCK2_GENERIC = 284;

  int call(long address, long byteCount, int flags);

  /** Through the C library if it has the symbol, else by the architecture's number. */
  static Mlock2 bind(String architecture, CLibrary way) {
    try {
      return byName(way.bind(ByName.class, DirectByName::new));
    } catch (UnsatisfiedLinkError noSuchSymbol) {
      return byNumber(architecture, way.bind(ByNumber.class, DirectByNumber::new));
    }
  }

  private static Mlock2 byName(ByName calls) {
    return (address, byteCount, flags) -> JnaLibC.errnoOf(calls.mlock2(address, byteCount, flags));
  }

  /** What syscall takes for it; negative where that is not known. */
  static long number(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64" -> SYS_MLOCK2_X86_64;
      case "aarch64", "riscv64" -> SYS_MLOCK2_GENERIC;
      default -> -1;
    };
  }

  /** By the architecture's number; always ENOSYS where that is not known. */
  static Mlock2 byNumber(String architecture, ByNumber calls) {
    long number = number(architecture);
    if (number < 0) {
      return (address, byteCount, flags) -> ENOSYS;
    }
    return (address, byteCount, flags) ->
        JnaLibC.errnoOf(calls.syscall(number, address, byteCount, flags));
  }

  /** mlock2(2) by its symbol. */
  interface ByName extends Library {
    /** As {@link Mlock2#call}, but for errno. */
    int mlock2(long address, long byteCount, int flags);
  }

  /** mlock2(2) through syscall(2), whose arguments these architectures pass as any call's. */
  interface ByNumber extends Library {
    /** Returns -1 if it failed. */
    long syscall(long number, long address, long byteCount, long flags);
  }

  /** By direct mapping. */
  final class DirectByName implements ByName {
    private DirectByName() {}

    @Override
    public native int mlock2(long address, long byteCount, int flags);
  }

  /** By direct mapping. */
  final class DirectByNumber implements ByNumber {
    private DirectByNumber() {}

    @Override
    public native long syscall(long number, long address, long byteCount, long flags);
  }
}
