package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.libc.LibC;
import java.nio.ByteBuffer;

/** The real C library, except for the errno that a test makes a call fail with. */
class ScriptedLibC implements LibC {
  private final LibC real = JnaLibC.load();
  int mlock;
  int mlock2;
  int munlock;
  int mlockall;
  int munlockall;
  int madvise;
  int ioctl;
  int msync;
  int mincore;
  int mmap;
  int munmap;
  int mprotect;
  int mremap;
  int ftruncate;
  int memfdSecret;
  int statx;
  int lseek;
  long softAndHard = -1;

  @Override
  public int mlock(long address, long byteCount) {
    return mlock != 0 ? mlock : real.mlock(address, byteCount);
  }

  @Override
  public int mlock2(long address, long byteCount, int flags) {
    return mlock2 != 0 ? mlock2 : real.mlock2(address, byteCount, flags);
  }

  @Override
  public int munlock(long address, long byteCount) {
    return munlock != 0 ? munlock : real.munlock(address, byteCount);
  }

  @Override
  public int mlockall(int flags) {
    return mlockall != 0 ? mlockall : real.mlockall(flags);
  }

  @Override
  public int munlockall() {
    return munlockall != 0 ? munlockall : real.munlockall();
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    return mincore != 0 ? mincore : real.mincore(address, byteCount, residency);
  }

  @Override
  public int msync(long address, long byteCount, int flags) {
    return msync != 0 ? msync : real.msync(address, byteCount, flags);
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return madvise != 0 ? madvise : real.madvise(address, byteCount, advice);
  }

  @Override
  public int statfs(String path, long[] statistics) {
    return real.statfs(path, statistics);
  }

  @Override
  public int openForReading(String path) {
    return real.openForReading(path);
  }

  @Override
  public int openForReading(byte[] name) {
    return real.openForReading(name);
  }

  @Override
  public int statx(int descriptor, byte[] name, int flags, int mask, byte[] structure) {
    return statx != 0 ? statx : real.statx(descriptor, name, flags, mask, structure);
  }

  @Override
  public long lseek(int descriptor, long offset, int whence) {
    return lseek != 0 ? -lseek : real.lseek(descriptor, offset, whence);
  }

  @Override
  public int close(int descriptor) {
    return real.close(descriptor);
  }

  @Override
  public int ioctl(int descriptor, long request, byte[] structure) {
    return ioctl != 0 ? ioctl : real.ioctl(descriptor, request, structure);
  }

  @Override
  public int getrlimit(int resource, long[] limits) {
    limits[0] = softAndHard;
    limits[1] = softAndHard;
    return 0;
  }

  @Override
  public int setrlimit(int resource, long[] limits) {
    softAndHard = limits[0];
    return 0;
  }

  @Override
  public int getpagesize() {
    return real.getpagesize();
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return real.addressOf(buffer);
  }

  @Override
  public long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset) {
    return mmap != 0 ? -mmap : real.mmap(address, byteCount, protection, flags, descriptor, offset);
  }

  @Override
  public int munmap(long address, long byteCount) {
    return munmap != 0 ? munmap : real.munmap(address, byteCount);
  }

  @Override
  public int mprotect(long address, long byteCount, int protection) {
    return mprotect != 0 ? mprotect : real.mprotect(address, byteCount, protection);
  }

  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    return real.bufferOf(address, byteCount);
  }

  @Override
  public int mremap(long address, long byteCount, long to) {
    return mremap != 0 ? mremap : real.mremap(address, byteCount, to);
  }

  @Override
  public int ftruncate(int descriptor, long byteCount) {
    return ftruncate != 0 ? ftruncate : real.ftruncate(descriptor, byteCount);
  }

  @Override
  public int memfdSecret() {
    return memfdSecret != 0 ? -memfdSecret : real.memfdSecret();
  }

  @Override
  public int posixFadvise(int descriptor, long offset, long byteCount, int advice) {
    return real.posixFadvise(descriptor, offset, byteCount, advice);
  }
}
