package io.github.pagelock.jna;

/** By direct mapping. */
final class DirectPosix implements PosixFunctions {
  @Override
  public native int mlock(long address, long byteCount);

  @Override
  public native int munlock(long address, long byteCount);

  @Override
  public native int getrlimit(int resource, long[] softAndHard);

  @Override
  public native int setrlimit(int resource, long[] softAndHard);

  @Override
  public native int getpagesize();

  @Override
  public native long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset);

  @Override
  public native int munmap(long address, long byteCount);

  @Override
  public native int mprotect(long address, long byteCount, int protection);

  @Override
  public native int pipe(int[] readAndWriteEnd);

  @Override
  public native long write(int descriptor, long address, long byteCount);

  @Override
  public native long read(int descriptor, byte[] buffer, long byteCount);

  @Override
  public native int close(int descriptor);

  /** By themselves, as they are not everywhere. */
  static final class OfMlockall implements PosixFunctions.OfMlockall {
    @Override
    public native int mlockall(int flags);

    @Override
    public native int munlockall();
  }

  /** By itself, as it is not everywhere. */
  static final class OfMincore implements PosixFunctions.OfMincore {
    @Override
    public native int mincore(long address, long byteCount, byte[] residency);
  }
}
