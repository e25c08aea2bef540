package io.github.pagelock.provider.fallback.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** The C library of this system, by JNA direct mapping. Nothing in it is variadic. */
public final class JnaLibC implements LibC {
  private final boolean hasMincore;

  private JnaLibC(boolean hasMincore) {
    this.hasMincore = hasMincore;
  }

  /**
   * Loads JNA and binds the calls, in the library that the JVM has loaded already where its symbols
   * can be seen, else in the C library by its name.
   *
   * @return the bound calls
   * @throws LinkageError if JNA or a symbol cannot be loaded
   */
  public static LibC load() {
    // Outside of the try: if JNA itself cannot be loaded, only the first error says why.
    NativeLibrary process = NativeLibrary.getProcess();
    try {
      return bind(process);
    } catch (UnsatisfiedLinkError notVisible) {
      return bind(NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
    }
  }

  static LibC bind(NativeLibrary library) {
    Native.register(Calls.class, library);
    try {
      Native.register(OptionalCall.class, library);
      return new JnaLibC(true);
    } catch (UnsatisfiedLinkError noSuchSymbol) {
      return new JnaLibC(false);
    }
  }

  @Override
  public int mlock(long address, long byteCount) {
    return errnoOf(Calls.mlock(address, byteCount));
  }

  @Override
  public int munlock(long address, long byteCount) {
    return errnoOf(Calls.munlock(address, byteCount));
  }

  @Override
  public boolean hasMincore() {
    return hasMincore;
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    return errnoOf(OptionalCall.mincore(address, byteCount, residency));
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    return errnoOf(Calls.getrlimit(resource, softAndHard));
  }

  @Override
  public int getpagesize() {
    return Calls.getpagesize();
  }

  @Override
  public int pipe(int[] readAndWriteEnd) {
    return errnoOf(Calls.pipe(readAndWriteEnd));
  }

  @Override
  public int writeByte(int descriptor, long address) {
    return errnoOf(Calls.write(descriptor, address, 1));
  }

  @Override
  public int readByte(int descriptor) {
    return errnoOf(Calls.read(descriptor, new byte[1], 1));
  }

  @Override
  public int close(int descriptor) {
    return errnoOf(Calls.close(descriptor));
  }

  @Override
  public String strerror(int errno) {
    return Calls.strerror(errno);
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  /** JNA keeps errno of the thread's last call; nothing may be called in between. */
  private static int errnoOf(long returned) {
    return returned == -1 ? Native.getLastError() : 0;
  }

  private static final class Calls {
    static native int mlock(long address, long byteCount);

    static native int munlock(long address, long byteCount);

    static native int getrlimit(int resource, long[] softAndHard);

    static native int getpagesize();

    static native int pipe(int[] readAndWriteEnd);

    static native long write(int descriptor, long address, long byteCount);

    static native long read(int descriptor, byte[] buffer, long byteCount);

    static native int close(int descriptor);

    static native String strerror(int errno);
  }

  private static final class OptionalCall {
    static native int mincore(long address, long byteCount, byte[] residency);
  }
}
