package io.github.pagelock.provider.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The C library as the tests call it, bound apart from the code under test. */
final class RawLibC {
  static final int PROT_NONE = 0;
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int MAP_DROPPABLE = 8;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MADV_DONTNEED = 4;
  static final int MADV_DONTNEED_LOCKED = 24;
  static final int MADV_RANDOM = 1;
  static final int POSIX_FADV_DONTNEED = 4;
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;

  static {
    Native.register(RawLibC.class, NativeLibrary.getProcess());
  }

  private RawLibC() {}

  static native long mmap(long address, long bytes, int protection, int flags, int fd, long offset);

  static native int munmap(long address, long bytes);

  static native int mprotect(long address, long bytes, int protection);

  static native int madvise(long address, long bytes, int advice);

  static native int open(String path, int flags);

  static native int close(int fd);

  static native int posix_fadvise(int fd, long offset, long bytes, int advice);

  static native int mlock(long address, long bytes);

  static native int munlock(long address, long bytes);

  static native int mlock2(long address, long bytes, int flags);

  static native int mlockall(int flags);

  static native int munlockall();

  static native int msync(long address, long bytes, int flags);

  static native long syscall(long number, long first);

  static native long syscall(long number, long first, long second, Pointer third);

  static native int prctl(int option, long first, Pointer second, long third, long fourth);

  static native int ftruncate(int fd, long bytes);

  static native int mincore(long address, long bytes, byte[] pages);

  static native int getpagesize();

  static native int getrlimit(int resource, long[] softAndHard);

  static native int setrlimit(int resource, long[] softAndHard);

  /** 0, or the errno of the call that returned this. */
  static int errno(long returned) {
    return returned == -1 ? Native.getLastError() : 0;
  }
}
