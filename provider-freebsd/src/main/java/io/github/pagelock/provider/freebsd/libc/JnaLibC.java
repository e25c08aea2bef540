package io.github.pagelock.provider.freebsd.libc;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.pagelock.jna.CLibrary;
import io.github.pagelock.jna.JnaPosix;
import io.github.pagelock.jna.PosixFunctions;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The C library by JNA interface mapping: each library that is loaded has calls of its own, and one
 * that lacks a call does so when it is called. Nothing in it is variadic.
 */
public final class JnaLibC extends JnaPosix implements LibC {
  /** dlfcn.h: RTLD_LAZY, without RTLD_GLOBAL, which is JNA's default. */
  private static final int RTLD_LAZY = 1;

  /** sysctl(3): no new value. */
  private static final long NONE = 0;

  private final Calls calls;

  private JnaLibC(Calls calls) {
    super(calls, calls, calls);
    this.calls = calls;
  }

  /**
   * Loads JNA and this system's C library.
   *
   * @return its calls
   * @throws LinkageError if one of them cannot be loaded
   */
  public static LibC load() {
    return new JnaLibC(CLibrary.whatThereIs(Calls.class));
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
  public int sysctl(int[] name, byte @Nullable [] value, long[] byteCount) {
    return errnoOf(calls.sysctl(name, name.length, value, byteCount, NONE, 0));
  }

  @Override
  public int sysctlbyname(String name, byte[] value, long[] byteCount) {
    return errnoOf(calls.sysctlbyname(name, value, byteCount, NONE, 0));
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return errnoOf(calls.madvise(address, byteCount, advice));
  }

  @Override
  public int minherit(long address, long byteCount, int inheritance) {
    return errnoOf(calls.minherit(address, byteCount, inheritance));
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

  /** As the C library's headers declare them; size_t, ssize_t and pointers have 64 bits. */
  private interface Calls
      extends PosixFunctions, PosixFunctions.OfMincore, PosixFunctions.OfMlockall {
    int sysctl(
        int[] name,
        int parts,
        byte @Nullable [] value,
        long[] byteCount,
        long newValue,
        long newByteCount);

    int sysctlbyname(String name, byte[] value, long[] byteCount, long newValue, long newByteCount);

    int madvise(long address, long byteCount, int advice);

    int minherit(long address, long byteCount, int inheritance);

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
  }
}
