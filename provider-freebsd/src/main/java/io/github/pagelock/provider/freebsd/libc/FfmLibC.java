package io.github.pagelock.provider.freebsd.libc;

import static io.github.pagelock.posix.Ffm.NOT_VARIADIC;

import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.FfmPosix;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The C library, called by the JDK itself: each library that is loaded has calls of its own, and
 * one that lacks a call says so when it is called. Nothing in it is variadic.
 */
public final class FfmLibC extends FfmPosix implements LibC {
  /** sysctl(3): no new value. */
  private static final long NONE = 0;

  private final MethodHandle sysctl;
  private final MethodHandle sysctlbyname;
  private final MethodHandle madvise;
  private final MethodHandle minherit;
  private final MethodHandle aioMlock;
  private final MethodHandle aioError;
  private final MethodHandle aioReturn;
  private final MethodHandle aioCancel;
  private final MethodHandle kqueue;
  private final MethodHandle kevent;

  private FfmLibC(Ffm library) {
    super(library);
    Class<?> word = long.class;
    Class<?> number = int.class;
    this.sysctl =
        library.errno("sysctl", number, NOT_VARIADIC, word, number, word, word, word, word);
    this.sysctlbyname =
        library.errno("sysctlbyname", number, NOT_VARIADIC, word, word, word, word, word);
    this.madvise = library.errno("madvise", number, NOT_VARIADIC, word, word, number);
    this.minherit = library.errno("minherit", number, NOT_VARIADIC, word, word, number);
    this.aioMlock = library.errno("aio_mlock", number, NOT_VARIADIC, word);
    this.aioError = library.orErrno("aio_error", word);
    this.aioReturn = library.errno("aio_return", word, NOT_VARIADIC, word);
    this.aioCancel = library.orMinusErrno("aio_cancel", NOT_VARIADIC, number, word);
    this.kqueue = library.orMinusErrno("kqueue", NOT_VARIADIC);
    this.kevent =
        library.orMinusErrno("kevent", NOT_VARIADIC, number, word, number, word, number, word);
  }

  /**
   * Binds this system's C library.
   *
   * @return its calls
   * @throws io.github.pagelock.posix.CannotCallException if this JVM cannot call C by itself
   */
  public static LibC load() {
    return new FfmLibC(Ffm.ofProcess());
  }

  /**
   * Loads another library that has the same calls. No one else sees its symbols.
   *
   * @param library a shared library
   * @return its calls
   * @throws io.github.pagelock.posix.CannotCallException if this JVM cannot call C by itself
   */
  public static LibC load(Path library) {
    return new FfmLibC(Ffm.ofLibrary(library));
  }

  @Override
  public int sysctl(int[] name, byte @Nullable [] value, long[] byteCount) {
    return library.withInts(
        name,
        parts ->
            library.withBytes(
                value,
                bytes ->
                    library.withLongs(
                        byteCount,
                        size ->
                            (int) sysctl.invokeExact(parts, name.length, bytes, size, NONE, 0L))));
  }

  @Override
  public int sysctlbyname(String name, byte[] value, long[] byteCount) {
    return library.withString(
        name,
        text ->
            library.withBytes(
                value,
                bytes ->
                    library.withLongs(
                        byteCount,
                        size -> (int) sysctlbyname.invokeExact(text, bytes, size, NONE, 0L))));
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    try {
      return (int) madvise.invokeExact(address, byteCount, advice);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int minherit(long address, long byteCount, int inheritance) {
    try {
      return (int) minherit.invokeExact(address, byteCount, inheritance);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int aio_mlock(long controlBlock) {
    try {
      return (int) aioMlock.invokeExact(controlBlock);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int aio_error(long controlBlock) {
    try {
      return (int) aioError.invokeExact(controlBlock);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int aio_return(long controlBlock) {
    try {
      return (int) aioReturn.invokeExact(controlBlock);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int aio_cancel(int descriptor, long controlBlock) {
    try {
      return (int) aioCancel.invokeExact(descriptor, controlBlock);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int kqueue() {
    try {
      return (int) kqueue.invokeExact();
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int kevent(
      int queue,
      long changes,
      int changeCount,
      long events,
      int room,
      long @Nullable [] secondsAndNanos) {
    return library.withLongs(
        secondsAndNanos,
        time -> (int) kevent.invokeExact(queue, changes, changeCount, events, room, time));
  }
}
