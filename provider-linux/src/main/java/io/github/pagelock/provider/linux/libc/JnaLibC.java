package io.github.pagelock.provider.linux.libc;

import com.sun.jna.Library;
import io.github.pagelock.jna.CLibrary;
import io.github.pagelock.jna.JnaPosix;

/** The C library that this process has loaded already, glibc or musl. */
public final class JnaLibC extends JnaPosix implements LibC {
  private final Calls calls;
  private final Mlock2 mlock2;
  private final Statx statx;

  private JnaLibC(CLibrary way) {
    super(way);
    this.calls = way.bind(Calls.class, Direct::new);
    this.mlock2 = Mlock2.bind(System.getProperty("os.arch", ""), way);
    this.statx = Statx.bind(way);
  }

  /**
   * Loads JNA and binds the calls.
   *
   * @return the bound calls
   * @throws LinkageError if JNA or a symbol cannot be loaded
   */
  public static LibC load() {
    return new JnaLibC(CLibrary.suiting(JnaLibC.class));
  }

  @Override
  public int mlock2(long address, long byteCount, int flags) {
    return mlock2.call(address, byteCount, flags);
  }

  @Override
  public int msync(long address, long byteCount, int flags) {
    return errnoOf(calls.msync(address, byteCount, flags));
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    return errnoOf(calls.madvise(address, byteCount, advice));
  }

  @Override
  public int statfs(String path, long[] statistics) {
    return errnoOf(calls.statfs(path, statistics));
  }

  @Override
  public int openForReading(String path) {
    return orMinusErrno(calls.open(path, O_CLOEXEC));
  }

  @Override
  public int openForReading(byte[] name) {
    return orMinusErrno(calls.open(name, O_CLOEXEC | O_NONBLOCK));
  }

  @Override
  public int statx(int descriptor, byte[] name, int flags, int mask, byte[] structure) {
    return statx.call(descriptor, name, flags, mask, structure);
  }

  @Override
  public long lseek(int descriptor, long offset, int whence) {
    return orMinusErrno(calls.lseek(descriptor, offset, whence));
  }

  /** It returns errno itself. */
  @Override
  public int posixFadvise(int descriptor, long offset, long byteCount, int advice) {
    return calls.posix_fadvise(descriptor, offset, byteCount, advice);
  }

  @Override
  public int ioctl(int descriptor, long request, byte[] structure) {
    return errnoOf(calls.ioctl(descriptor, request, structure));
  }

  @Override
  public int mremap(long address, long byteCount, long to) {
    return errnoOf(calls.mremap(address, byteCount, byteCount, MREMAP_TO, to));
  }

  @Override
  public int ftruncate(int descriptor, long byteCount) {
    return errnoOf(calls.ftruncate(descriptor, byteCount));
  }

  @Override
  public int memfdSecret() {
    return (int) orMinusErrno(calls.syscall(SYS_MEMFD_SECRET, O_CLOEXEC));
  }

  private interface Calls extends Library {
    int msync(long address, long byteCount, int flags);

    int madvise(long address, long byteCount, int advice);

    int statfs(String path, long[] statistics);

    int ftruncate(int descriptor, long byteCount);

    long lseek(int descriptor, long offset, int whence);

    int posix_fadvise(int descriptor, long offset, long byteCount, int advice);

    // These are variadic; x86-64, aarch64 and riscv64 pass their arguments as any call's.
    int open(String path, int flags);

    int open(byte[] name, int flags);

    int ioctl(int descriptor, long request, byte[] structure);

    long mremap(long address, long byteCount, long newByteCount, int flags, long to);

    long syscall(long number, long flags);
  }

  private static final class Direct implements Calls {
    @Override
    public native int msync(long address, long byteCount, int flags);

    @Override
    public native int madvise(long address, long byteCount, int advice);

    @Override
    public native int statfs(String path, long[] statistics);

    @Override
    public native int ftruncate(int descriptor, long byteCount);

    @Override
    public native long lseek(int descriptor, long offset, int whence);

    @Override
    public native int posix_fadvise(int descriptor, long offset, long byteCount, int advice);

    @Override
    public native int open(String path, int flags);

    @Override
    public native int open(byte[] name, int flags);

    @Override
    public native int ioctl(int descriptor, long request, byte[] structure);

    @Override
    public native long mremap(long address, long byteCount, long newByteCount, int flags, long to);

    @Override
    public native long syscall(long number, long flags);
  }
}
