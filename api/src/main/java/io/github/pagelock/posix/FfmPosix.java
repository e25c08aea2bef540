package io.github.pagelock.posix;

import static io.github.pagelock.posix.Ffm.NOT_VARIADIC;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The calls of {@link Posix}, and those of a pipe, by the JDK's foreign-function API. A provider's
 * binding extends it.
 */
public abstract class FfmPosix implements Posix, PipeReading.Calls {
  /** Where the calls are. */
  protected final Ffm library;

  private final MethodHandle mlock;
  private final MethodHandle munlock;
  private final MethodHandle mincore;
  private final MethodHandle getrlimit;
  private final MethodHandle getpagesize;
  private final MethodHandle mmap;
  private final MethodHandle munmap;
  private final MethodHandle mprotect;
  private final MethodHandle pipe;
  private final MethodHandle write;
  private final MethodHandle read;
  private final MethodHandle close;
  private final boolean hasMincore;

  /**
   * Binds the calls.
   *
   * @param library where they are
   */
  protected FfmPosix(Ffm library) {
    this.library = library;
    this.mlock = library.errno("mlock", int.class, NOT_VARIADIC, long.class, long.class);
    this.munlock = library.errno("munlock", int.class, NOT_VARIADIC, long.class, long.class);
    this.mincore =
        library.errno("mincore", int.class, NOT_VARIADIC, long.class, long.class, long.class);
    this.getrlimit = library.errno("getrlimit", int.class, NOT_VARIADIC, int.class, long.class);
    this.getpagesize = library.plain("getpagesize", int.class);
    this.mmap =
        library.longOrMinusErrno(
            "mmap",
            NOT_VARIADIC,
            long.class,
            long.class,
            int.class,
            int.class,
            int.class,
            long.class);
    this.munmap = library.errno("munmap", int.class, NOT_VARIADIC, long.class, long.class);
    this.mprotect =
        library.errno("mprotect", int.class, NOT_VARIADIC, long.class, long.class, int.class);
    this.pipe = library.errno("pipe", int.class, NOT_VARIADIC, long.class);
    this.write =
        library.errno("write", long.class, NOT_VARIADIC, int.class, long.class, long.class);
    this.read = library.errno("read", long.class, NOT_VARIADIC, int.class, long.class, long.class);
    this.close = library.errno("close", int.class, NOT_VARIADIC, int.class);
    this.hasMincore = library.has("mincore");
  }

  @Override
  public int mlock(long address, long byteCount) {
    try {
      return (int) mlock.invokeExact(address, byteCount);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int munlock(long address, long byteCount) {
    try {
      return (int) munlock.invokeExact(address, byteCount);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  /**
   * Whether this C library has mincore.
   *
   * @return false where {@link #mincore} cannot be called
   */
  public boolean hasMincore() {
    return hasMincore;
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    return library.withBytes(
        residency, bytes -> (int) mincore.invokeExact(address, byteCount, bytes));
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    return library.withLongs(softAndHard, longs -> (int) getrlimit.invokeExact(resource, longs));
  }

  @Override
  public int getpagesize() {
    try {
      return (int) getpagesize.invokeExact();
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset) {
    try {
      return (long) mmap.invokeExact(address, byteCount, protection, flags, descriptor, offset);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int munmap(long address, long byteCount) {
    try {
      return (int) munmap.invokeExact(address, byteCount);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int mprotect(long address, long byteCount, int protection) {
    try {
      return (int) mprotect.invokeExact(address, byteCount, protection);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int pipe(int[] readAndWriteEnd) {
    return library.withInts(readAndWriteEnd, ints -> (int) pipe.invokeExact(ints));
  }

  @Override
  public int writeByte(int descriptor, long address) {
    try {
      return (int) write.invokeExact(descriptor, address, 1L);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public int readByte(int descriptor) {
    return library.withBytes(new byte[1], bytes -> (int) read.invokeExact(descriptor, bytes, 1L));
  }

  @Override
  public int close(int descriptor) {
    try {
      return (int) close.invokeExact(descriptor);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return library.addressOf(buffer);
  }

  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    return library.bufferOf(address, byteCount);
  }
}
