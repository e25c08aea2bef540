package io.github.pagelock.posix;

import java.nio.ByteBuffer;

/**
 * The calls of {@link Posix}, and those of a pipe, by the JDK's foreign-function API. A provider's
 * binding extends it.
 */
public abstract class FfmPosix implements Posix, PipeReading.Calls {
  /** Where the calls are. */
  protected final Ffm library;

  private final Ffm.Function mlock;
  private final Ffm.Function munlock;
  private final Ffm.Function mlockall;
  private final Ffm.Function munlockall;
  private final Ffm.Function mincore;
  private final Ffm.Function getrlimit;
  private final Ffm.Function setrlimit;
  private final Ffm.Function getpagesize;
  private final Ffm.Function mmap;
  private final Ffm.Function munmap;
  private final Ffm.Function mprotect;
  private final Ffm.Function pipe;
  private final Ffm.Function write;
  private final Ffm.Function read;
  private final Ffm.Function close;
  private final boolean hasMincore;

  /**
   * Binds the calls.
   *
   * @param library where they are
   */
  protected FfmPosix(Ffm library) {
    this.library = library;
    this.mlock = library.function("mlock");
    this.munlock = library.function("munlock");
    this.mlockall = library.function("mlockall");
    this.munlockall = library.function("munlockall");
    this.mincore = library.function("mincore");
    this.getrlimit = library.function("getrlimit");
    this.setrlimit = library.function("setrlimit");
    this.getpagesize = library.function("getpagesize");
    this.mmap = library.function("mmap");
    this.munmap = library.function("munmap");
    this.mprotect = library.function("mprotect");
    this.pipe = library.function("pipe");
    this.write = library.function("write");
    this.read = library.function("read");
    this.close = library.function("close");
    this.hasMincore = library.has("mincore");
  }

  @Override
  public int mlock(long address, long byteCount) {
    return library.errnoOf(mlock.call(address, byteCount));
  }

  @Override
  public int munlock(long address, long byteCount) {
    return library.errnoOf(munlock.call(address, byteCount));
  }

  @Override
  public int mlockall(int flags) {
    return library.errnoOf(mlockall.call(flags));
  }

  @Override
  public int munlockall() {
    return library.errnoOf(munlockall.call());
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
    try (Ffm.Copy bytes = library.copyOf(residency)) {
      return library.errnoOf(mincore.call(address, byteCount, bytes.address()));
    }
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    try (Ffm.Copy limits = library.copyOf(softAndHard)) {
      return library.errnoOf(getrlimit.call(resource, limits.address()));
    }
  }

  @Override
  public int setrlimit(int resource, long[] softAndHard) {
    try (Ffm.Copy limits = library.copyOf(softAndHard)) {
      return library.errnoOf(setrlimit.call(resource, limits.address()));
    }
  }

  @Override
  public int getpagesize() {
    return getpagesize.call();
  }

  @Override
  public long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset) {
    long mapped = mmap.word(address, byteCount, protection, flags, descriptor, offset);
    return mapped == -1 ? -library.errno() : mapped;
  }

  @Override
  public int munmap(long address, long byteCount) {
    return library.errnoOf(munmap.call(address, byteCount));
  }

  @Override
  public int mprotect(long address, long byteCount, int protection) {
    return library.errnoOf(mprotect.call(address, byteCount, protection));
  }

  @Override
  public int pipe(int[] readAndWriteEnd) {
    try (Ffm.Copy ends = library.copyOf(readAndWriteEnd)) {
      return library.errnoOf(pipe.call(ends.address()));
    }
  }

  @Override
  public int writeByte(int descriptor, long address) {
    return library.errnoOf(write.call(descriptor, address, 1));
  }

  @Override
  public int readByte(int descriptor) {
    try (Ffm.Copy room = library.copyOf(new byte[1])) {
      return library.errnoOf(read.call(descriptor, room.address(), 1));
    }
  }

  @Override
  public int close(int descriptor) {
    return library.errnoOf(close.call(descriptor));
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
