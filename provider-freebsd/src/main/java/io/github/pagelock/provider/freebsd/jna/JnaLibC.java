package io.github.pagelock.provider.freebsd.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The C library by JNA interface mapping: each library that is loaded has calls of its own, and one
 * that lacks a call does so when it is called. Nothing in it is variadic.
 */
public final class JnaLibC implements LibC {
  /** dlfcn.h: RTLD_LAZY, without RTLD_GLOBAL, which is JNA's default. */
  private static final int RTLD_LAZY = 1;

  /** sysctl(3): no new value. */
  private static final long NONE = 0;

  private final Calls calls;

  private JnaLibC(Calls calls) {
    this.calls = calls;
  }

  /**
   * Loads JNA and this system's C library.
   *
   * @return its calls
   * @throws LinkageError if one of them cannot be loaded
   */
  public static LibC load() {
    return new JnaLibC(Native.load(Platform.C_LIBRARY_NAME, Calls.class));
  }

  /**
   * Loads JNA and another library that has the same calls. No one else sees its symbols.
   *
   * @param library a shared library
   * @return its calls
   * @throws LinkageError if it cannot be loaded
   */
  public static LibC load(Path library) {
    return new JnaLibC(
        Native.load(library.toString(), Calls.class, Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY)));
  }

  @Override
  public int mlock(long address, long byteCount) {
    return errnoOf(calls.mlock(address, byteCount));
  }

  @Override
  public int munlock(long address, long byteCount) {
    return errnoOf(calls.munlock(address, byteCount));
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    return errnoOf(calls.mincore(address, byteCount, residency));
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return errnoOf(calls.madvise(address, byteCount, advice));
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    return errnoOf(calls.getrlimit(resource, softAndHard));
  }

  @Override
  public int sysctl(int[] name, byte @Nullable [] value, long[] byteCount) {
    return errnoOf(calls.sysctl(name, name.length, value, byteCount, NONE, 0));
  }

  @Override
  public int sysctlbyname(String name, byte[] value, long[] byteCount) {
    return errnoOf(calls.sysctlbyname(name, value, byteCount, NONE, 0));
  }

  @Override
  public int getpagesize() {
    return calls.getpagesize();
  }

  @Override
  public int aio_mlock(long controlBlock) {
    return errnoOf(calls.aio_mlock(controlBlock));
  }

  @Override
  public int aio_error(long controlBlock) {
    int status = calls.aio_error(controlBlock);
    return status == -1 ? Native.getLastError() : status;
  }

  @Override
  public int aio_return(long controlBlock) {
    return errnoOf(calls.aio_return(controlBlock));
  }

  @Override
  public int aio_cancel(int descriptor, long controlBlock) {
    return orMinusErrno(calls.aio_cancel(descriptor, controlBlock));
  }

  @Override
  public int kqueue() {
    return orMinusErrno(calls.kqueue());
  }

  @Override
  public int kevent(
      int kqueue,
      long changes,
      int changeCount,
      long events,
      int room,
      long @Nullable [] secondsAndNanos) {
    return orMinusErrno(calls.kevent(kqueue, changes, changeCount, events, room, secondsAndNanos));
  }

  @Override
  public int close(int descriptor) {
    return errnoOf(calls.close(descriptor));
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  /** JNA keeps errno of the thread's last call; nothing may be called in between. */
  private static int errnoOf(long returned) {
    return returned == -1 ? Native.getLastError() : 0;
  }

  /** As {@link #errnoOf}. */
  private static int orMinusErrno(int returned) {
    return returned == -1 ? -Native.getLastError() : returned;
  }

  /** As the C library's headers declare them; size_t, ssize_t and pointers have 64 bits. */
  private interface Calls extends Library {
    int mlock(long address, long byteCount);

    int munlock(long address, long byteCount);

    int mincore(long address, long byteCount, byte[] residency);

    int madvise(long address, long byteCount, int advice);

    int getrlimit(int resource, long[] softAndHard);

    int sysctl(
        int[] name,
        int parts,
        byte @Nullable [] value,
        long[] byteCount,
        long newValue,
        long newByteCount);

    int sysctlbyname(String name, byte[] value, long[] byteCount, long newValue, long newByteCount);

    int getpagesize();

    int aio_mlock(long controlBlock);

    int aio_error(long controlBlock);

    long aio_return(long controlBlock);

    int aio_cancel(int descriptor, long controlBlock);

    int kqueue();

    int kevent(
        int kqueue,
        long changes,
        int changeCount,
        long events,
        int room,
        long @Nullable [] secondsAndNanos);

    int close(int descriptor);
  }
}
