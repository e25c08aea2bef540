package io.github.pagelock.provider.freebsd.libc;

import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.FfmPosix;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The C library, called by the JDK itself: each library that is loaded has calls of its own, and
 * one that lacks a call says so when it is called. Nothing in it is variadic.
 */
public final class FfmLibC extends FfmPosix implements LibC {
  /** sysctl(3): no new value. */
  private static final long NONE = 0;

  private final Ffm.Function sysctl;
  private final Ffm.Function sysctlbyname;
  private final Ffm.Function madvise;
  private final Ffm.Function minherit;
  private final Ffm.Function aioMlock;
  private final Ffm.Function aioError;
  private final Ffm.Function aioReturn;
  private final Ffm.Function aioCancel;
  private final Ffm.Function kqueue;
  private final Ffm.Function kevent;

  private FfmLibC(Ffm library) {
    super(library);
    this.sysctl = library.function("sysctl");
    this.sysctlbyname = library.function("sysctlbyname");
    this.madvise = library.function("madvise");
    this.minherit = library.function("minherit");
    this.aioMlock = library.function("aio_mlock");
    this.aioError = library.function("aio_error");
    this.aioReturn = library.function("aio_return");
    this.aioCancel = library.function("aio_cancel");
    this.kqueue = library.function("kqueue");
    this.kevent = library.function("kevent");
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
    try (Ffm.Copy parts = library.copyOf(name);
        Ffm.Copy bytes = library.copyOf(value);
        Ffm.Copy size = library.copyOf(byteCount)) {
      return library.errnoOf(
          sysctl.call(parts.address(), name.length, bytes.address(), size.address(), NONE, 0));
    }
  }

  @Override
  public int sysctlbyname(String name, byte[] value, long[] byteCount) {
    try (Ffm.Copy text = library.copyOf(name);
        Ffm.Copy bytes = library.copyOf(value);
        Ffm.Copy size = library.copyOf(byteCount)) {
      return library.errnoOf(
          sysctlbyname.call(text.address(), bytes.address(), size.address(), NONE, 0));
    }
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return library.errnoOf(madvise.call(address, byteCount, advice));
  }

  @Override
  public int minherit(long address, long byteCount, int inheritance) {
    return library.errnoOf(minherit.call(address, byteCount, inheritance));
  }

  @Override
  public int aio_mlock(long controlBlock) {
    return library.errnoOf(aioMlock.call(controlBlock));
  }

  @Override
  public int aio_error(long controlBlock) {
    int status = aioError.call(controlBlock);
    return status == -1 ? library.errno() : status;
  }

  @Override
  public int aio_return(long controlBlock) {
    return library.errnoOf(aioReturn.call(controlBlock));
  }

  @Override
  public int aio_cancel(int descriptor, long controlBlock) {
    return library.orMinusErrno(aioCancel.call(descriptor, controlBlock));
  }

  @Override
  public int kqueue() {
    return library.orMinusErrno(kqueue.call());
  }

  @Override
  public int kevent(
      int queue,
      long changes,
      int changeCount,
      long events,
      int room,
      long @Nullable [] secondsAndNanos) {
    try (Ffm.Copy time = library.copyOf(secondsAndNanos)) {
      return library.orMinusErrno(
          kevent.call(queue, changes, changeCount, events, room, time.address()));
    }
  }
}
