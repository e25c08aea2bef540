package io.github.pagelock.provider.linux.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** The C library that this process has loaded already, glibc or musl, by JNA direct mapping. */
public final class JnaLibC implements LibC {
  /** asm-generic/fcntl.h; O_RDONLY is 0. */
  private static final int O_CLOEXEC = 0x80000;

  private final Mlock2 mlock2;

  private JnaLibC(Mlock2 mlock2) {
    this.mlock2 = mlock2;
  }

  /**
   * Loads JNA and binds the calls.
   *
   * @return the bound calls
   * @throws LinkageError if JNA or a symbol cannot be loaded
   */
  public static LibC load() {
    Calls.bind();
    return new JnaLibC(Mlock2.bind(System.getProperty("os.arch", "")));
  }

  @Override
  public int mlock(long address, long byteCount) {
    return errnoOf(Calls.mlock(address, byteCount));
  }

  @Override
  public int mlock2(long address, long byteCount, int flags) {
    return mlock2.call(address, byteCount, flags);
  }

  @Override
  public int munlock(long address, long byteCount) {
    return errnoOf(Calls.munlock(address, byteCount));
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    return errnoOf(Calls.mincore(address, byteCount, residency));
  }

  @Override
  public int msync(long address, long byteCount, int flags) {
    return errnoOf(Calls.msync(address, byteCount, flags));
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return errnoOf(Calls.madvise(address, byteCount, advice));
  }

  @Override
  public int openForReading(String path) {
    int descriptor = Calls.open(path, O_CLOEXEC);
    return descriptor < 0 ? -errnoOf(descriptor) : descriptor;
  }

  @Override
  public int close(int descriptor) {
    return errnoOf(Calls.close(descriptor));
  }

  @Override
  public int ioctl(int descriptor, long request, byte[] structure) {
    return errnoOf(Calls.ioctl(descriptor, request, structure));
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    return errnoOf(Calls.getrlimit(resource, softAndHard));
  }

  @Override
  public long sysconf(int name) {
    return Calls.sysconf(name);
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  /** JNA keeps errno of the thread's last call; nothing may be called in between. */
  static int errnoOf(long returned) {
    return returned == -1 ? Native.getLastError() : 0;
  }

  private static final class Calls {
    static void bind() {
      Native.register(Calls.class, NativeLibrary.getProcess());
    }

    static native int mlock(long address, long byteCount);

    static native int munlock(long address, long byteCount);

    static native int mincore(long address, long byteCount, byte[] residency);

    static native int msync(long address, long byteCount, int flags);

    static native int madvise(long address, long byteCount, int advice);

    // open and ioctl are variadic; x86-64, aarch64 and riscv64 pass these arguments as any call's.
    static native int open(String path, int flags);

    static native int close(int descriptor);

    static native int ioctl(int descriptor, long request, byte[] structure);

    static native int getrlimit(int resource, long[] softAndHard);

    static native long sysconf(int name);
  }
}
