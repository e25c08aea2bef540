package io.github.pagelock.jna;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.posix.Posix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The calls of {@link Posix}, and those of a pipe, by JNA. A provider's binding extends it. */
public abstract class JnaPosix implements Posix, PipeReading.Calls {
  private final PosixFunctions functions;
  private final PosixFunctions.@Nullable OfMincore mincore;
  private final PosixFunctions.@Nullable OfMlockall mlockall;

  /**
   * Binds the calls of this system's C library.
   *
   * @param way how
   * @throws LinkageError if JNA or a symbol cannot be loaded
   */
  protected JnaPosix(CLibrary way) {
    this(way.bind(PosixFunctions.class, DirectPosix::new), mincore(way), mlockall(way));
  }

  /**
   * Calls what is bound already.
   *
   * @param functions of POSIX
   * @param mincore null where there is none
   * @param mlockall null where there is none
   */
  protected JnaPosix(
      PosixFunctions functions,
      PosixFunctions.@Nullable OfMincore mincore,
      PosixFunctions.@Nullable OfMlockall mlockall) {
    this.functions = functions;
    this.mincore = mincore;
    this.mlockall = mlockall;
  }

  private static PosixFunctions.@Nullable OfMlockall mlockall(CLibrary way) {
    try {
      return way.bind(PosixFunctions.OfMlockall.class, DirectPosix.OfMlockall::new);
    } catch (UnsatisfiedLinkError noSuchSymbol) {
      return null;
    }
  }

  private static PosixFunctions.@Nullable OfMincore mincore(CLibrary way) {
    try {
      return way.bind(PosixFunctions.OfMincore.class, DirectPosix.OfMincore::new);
    } catch (UnsatisfiedLinkError noSuchSymbol) {
      return null;
    }
  }

  @Override
  public int mlock(long address, long byteCount) {
    return errnoOf(functions.mlock(address, byteCount));
  }

  @Override
  public int munlock(long address, long byteCount) {
    return errnoOf(functions.munlock(address, byteCount));
  }

  @Override
  public int mlockall(int flags) {
    return errnoOf(ofProcess().mlockall(flags));
  }

  @Override
  public int munlockall() {
    return errnoOf(ofProcess().munlockall());
  }

  private PosixFunctions.OfMlockall ofProcess() {
    if (mlockall == null) {
      throw new UnsatisfiedLinkError("the C library has no mlockall");
    }
    return mlockall;
  }

  /**
   * Whether this C library has mincore.
   *
   * @return false where {@link #mincore} cannot be called
   */
  public boolean hasMincore() {
    return mincore != null;
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    if (mincore == null) {
      throw new UnsatisfiedLinkError("the C library has no mincore");
    }
    return errnoOf(mincore.mincore(address, byteCount, residency));
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    return errnoOf(functions.getrlimit(resource, softAndHard));
  }

  @Override
  public int setrlimit(int resource, long[] softAndHard) {
    return errnoOf(functions.setrlimit(resource, softAndHard));
  }

  @Override
  public int getpagesize() {
    return functions.getpagesize();
  }

  @Override
  public long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset) {
    return orMinusErrno(functions.mmap(address, byteCount, protection, flags, descriptor, offset));
  }

  @Override
  public int munmap(long address, long byteCount) {
    return errnoOf(functions.munmap(address, byteCount));
  }

  @Override
  public int mprotect(long address, long byteCount, int protection) {
    return errnoOf(functions.mprotect(address, byteCount, protection));
  }

  @Override
  public int pipe(int[] readAndWriteEnd) {
    return errnoOf(functions.pipe(readAndWriteEnd));
  }

  @Override
  public int writeByte(int descriptor, long address) {
    return errnoOf(functions.write(descriptor, address, 1));
  }

  @Override
  public int readByte(int descriptor) {
    return errnoOf(functions.read(descriptor, new byte[1], 1));
  }

  @Override
  public int close(int descriptor) {
    return errnoOf(functions.close(descriptor));
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    return new Pointer(address).getByteBuffer(0, byteCount).order(ByteOrder.BIG_ENDIAN);
  }

  /**
   * The errno of a call. JNA keeps that of the thread's last call; nothing may be called in
   * between.
   *
   * @param returned what the call has just returned
   * @return 0 or errno
   */
  public static int errnoOf(long returned) {
    return returned == -1 ? Native.getLastError() : 0;
  }

  /**
   * As {@link #errnoOf}, for a call that returns a number.
   *
   * @param returned what the call has just returned
   * @return the number, or minus errno
   */
  protected static int orMinusErrno(int returned) {
    return returned == -1 ? -Native.getLastError() : returned;
  }

  /**
   * As {@link #errnoOf}, for a call that returns a number of 64 bits, or an address.
   *
   * @param returned what the call has just returned
   * @return the number, or minus errno
   */
  protected static long orMinusErrno(long returned) {
    return returned == -1 ? -Native.getLastError() : returned;
  }
}
