package io.github.pagelock.provider.linux.libc;

import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.FfmPosix;

/** The C library that this process has loaded already, glibc or musl, called by the JDK itself. */
public final class FfmLibC extends FfmPosix implements LibC {
  private final boolean hasMlock2;

  /** The function of this name, or syscall where there is none. */
  private final Ffm.Function mlock2;

  private final Ffm.Function msync;
  private final Ffm.Function madvise;
  private final Ffm.Function statfs;
  private final Ffm.Function open;
  private final boolean hasStatx;
  private final Ffm.Function statx;
  private final Ffm.Function lseek;
  private final Ffm.Function posixFadvise;
  private final Ffm.Function ioctl;
  private final Ffm.Function mremap;
  private final Ffm.Function ftruncate;
  private final Ffm.Function syscall;

  /** What syscall takes for mlock2; negative if it is not known. */
  private final long numberOfMlock2 = Mlock2.number(System.getProperty("os.arch", ""));

  private FfmLibC(Ffm library) {
    super(library);
    this.hasMlock2 = library.has("mlock2");
    this.syscall = library.function("syscall");
    this.mlock2 = hasMlock2 ? library.function("mlock2") : syscall;
    this.msync = library.function("msync");
    this.madvise = library.function("madvise");
    this.statfs = library.function("statfs");
    this.open = library.function("open");
    this.hasStatx = library.has("statx");
    this.statx = library.function("statx");
    this.lseek = library.function("lseek");
    this.posixFadvise = library.function("posix_fadvise");
    this.ioctl = library.function("ioctl");
    this.mremap = library.function("mremap");
    this.ftruncate = library.function("ftruncate");
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
    if (hasMlock2) {
      return library.errnoOf(mlock2.call(address, byteCount, flags));
    }
    return numberOfMlock2 < 0
        ? Mlock2.ENOSYS
        : library.errnoOf(mlock2.call(numberOfMlock2, address, byteCount, flags));
  }

  @Override
  public int msync(long address, long byteCount, int flags) {
    return library.errnoOf(msync.call(address, byteCount, flags));
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return library.errnoOf(madvise.call(address, byteCount, advice));
  }

  @Override
  public int statfs(String path, long[] statistics) {
    try (Ffm.Copy name = library.copyOf(path);
        Ffm.Copy longs = library.copyOf(statistics)) {
      return library.errnoOf(statfs.call(name.address(), longs.address()));
    }
  }

  @Override
  public int openForReading(String path) {
    try (Ffm.Copy name = library.copyOf(path)) {
      return library.orMinusErrno(open.call(name.address(), O_CLOEXEC));
    }
  }

  @Override
  public int openForReading(byte[] name) {
    try (Ffm.Copy bytes = library.copyOf(name)) {
      return library.orMinusErrno(open.call(bytes.address(), O_CLOEXEC | O_NONBLOCK));
    }
  }

  @Override
  public int statx(int descriptor, byte[] name, int flags, int mask, byte[] structure) {
    if (!hasStatx) {
      return Mlock2.ENOSYS;
    }
    try (Ffm.Copy bytes = library.copyOf(name);
        Ffm.Copy answer = library.copyOf(structure)) {
      return library.errnoOf(
          statx.call(descriptor, bytes.address(), flags, mask, answer.address()));
    }
  }

  @Override
  public long lseek(int descriptor, long offset, int whence) {
    long found = lseek.word(descriptor, offset, whence, 0, 0, 0);
    return found == -1 ? -library.errno() : found;
  }

  /** It returns errno itself. */
  @Override
  public int posixFadvise(int descriptor, long offset, long byteCount, int advice) {
    return posixFadvise.call(descriptor, offset, byteCount, advice);
  }

  @Override
  public int ioctl(int descriptor, long request, byte[] structure) {
    try (Ffm.Copy bytes = library.copyOf(structure)) {
      return library.errnoOf(ioctl.call(descriptor, request, bytes.address()));
    }
  }

  @Override
  public int mremap(long address, long byteCount, long to) {
    return library.errnoOf(
        mremap.word(address, byteCount, byteCount, MREMAP_TO, to, 0) == -1 ? -1 : 0);
  }

  @Override
  public int ftruncate(int descriptor, long byteCount) {
    return library.errnoOf(ftruncate.call(descriptor, byteCount));
  }

  @Override
  public int memfdSecret() {
    return library.orMinusErrno(syscall.call(SYS_MEMFD_SECRET, O_CLOEXEC));
  }
}
