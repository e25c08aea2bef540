package io.github.pagelock.provider.linux.libc;

import static io.github.pagelock.posix.Ffm.NOT_VARIADIC;

import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.FfmPosix;
import java.lang.invoke.MethodHandle;

/** The C library that this process has loaded already, glibc or musl, called by the JDK itself. */
public final class FfmLibC extends FfmPosix implements LibC {
  private final MethodHandle mlock2;
  private final MethodHandle syscall;
  private final MethodHandle msync;
  private final MethodHandle madvise;
  private final MethodHandle statfs;
  private final MethodHandle open;
  private final MethodHandle ioctl;
  private final MethodHandle mremap;
  private final MethodHandle ftruncate;
  private final MethodHandle memfdSecret;
  private final boolean hasMlock2;

  /** What syscall takes for mlock2; negative if it is not known. */
  private final long numberOfMlock2 = Mlock2.number(System.getProperty("os.arch", ""));

  private FfmLibC(Ffm library) {
    super(library);
    Class<?> word = long.class;
    this.hasMlock2 = library.has("mlock2");
    this.mlock2 = library.errno("mlock2", int.class, NOT_VARIADIC, word, word, int.class);
    this.syscall = library.errno("syscall", word, 1, word, word, word, word);
    this.msync = library.errno("msync", int.class, NOT_VARIADIC, word, word, int.class);
    this.madvise = library.errno("madvise", int.class, NOT_VARIADIC, word, word, int.class);
    this.statfs = library.errno("statfs", int.class, NOT_VARIADIC, word, word);
    this.open = library.orMinusErrno("open", 2, word, int.class);
    this.ioctl = library.errno("ioctl", int.class, 2, int.class, word, word);
    this.mremap = library.errno("mremap", word, 4, word, word, word, int.class, word);
    this.ftruncate = library.errno("ftruncate", int.class, NOT_VARIADIC, int.class, word);
    // With the arguments of mlock2, so that the JDK makes one kind of call less.
    this.memfdSecret = library.longOrMinusErrno("syscall", 1, word, word, word, word);
  }

  /**
   * Binds the calls.
   *
   * @return the bound calls
   * @throws io.github.pagelock.posix.CannotCallException if this JVM cannot call C by itself
   */
  public static LibC load() {
    return new FfmLibC(Ffm.ofProcess());
  }

  @Override
  public int mlock2(long address, long byteCount, int flags) {
    try {
      if (hasMlock2) {
        return (int) mlock2.invokeExact(address, byteCount, flags);
      }
      return numberOfMlock2 < 0
          ? Mlock2.ENOSYS
          : (int) syscall.invokeExact(numberOfMlock2, address, byteCount, (long) flags);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int msync(long address, long byteCount, int flags) {
    try {
      return (int) msync.invokeExact(address, byteCount, flags);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
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
  public int statfs(String path, long[] statistics) {
    return library.withString(
        path,
        name -> library.withLongs(statistics, longs -> (int) statfs.invokeExact(name, longs)));
  }

  @Override
  public int openForReading(String path) {
    return library.withString(path, name -> (int) open.invokeExact(name, O_CLOEXEC));
  }

  @Override
  public int ioctl(int descriptor, long request, byte[] structure) {
    return library.withBytes(
        structure, bytes -> (int) ioctl.invokeExact(descriptor, request, bytes));
  }

  @Override
  public int mremap(long address, long byteCount, long to) {
    try {
      return (int) mremap.invokeExact(address, byteCount, byteCount, MREMAP_TO, to);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int ftruncate(int descriptor, long byteCount) {
    try {
      return (int) ftruncate.invokeExact(descriptor, byteCount);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int memfdSecret() {
    try {
      return (int) (long) memfdSecret.invokeExact(SYS_MEMFD_SECRET, (long) O_CLOEXEC, 0L, 0L);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }
}
