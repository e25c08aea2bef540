package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.FileStatus.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Maps files by the kernel's own calls. */
final class LinuxFileMapper implements FileMapper {
  private static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /** linux/stat.h: struct statx, and where its fields are. */
  private static final int STATX_BYTES = 256;

  private static final int STX_BLKSIZE = 4;
  private static final int STX_MODE = 28;
  private static final int STX_INO = 32;
  private static final int STX_SIZE = 40;
  private static final int STX_BLOCKS = 48;
  private static final int STX_CTIME = 96;
  private static final int STX_DEV_MAJOR = 136;
  private static final int STX_DEV_MINOR = 140;

  /** linux/stat.h: a block of st_blocks, whatever the file system's are. */
  private static final int BLOCK_BYTES = 512;

  private static final byte[] NO_NAME = {0};

  private final int dontNeed = Linux.fadviseDontNeed(System.getProperty("os.arch", ""));
  private final LibC libc;
  private final MappingFailures failures;

  LinuxFileMapper(LibC libc, MappingFailures failures) {
    this.libc = libc;
    this.failures = failures;
  }

  /** Whether this kernel, C library and seccomp filter have what it takes. */
  boolean works() {
    return statx(LibC.AT_FDCWD, new byte[] {'/', 0}, 0, new byte[STATX_BYTES]) == 0;
  }

  @Override
  public FileStatus status(byte[] name, boolean follow) throws IOException {
    byte[] structure = new byte[STATX_BYTES];
    int flags = follow ? 0 : LibC.AT_SYMLINK_NOFOLLOW;
    int errno = statx(LibC.AT_FDCWD, terminated(name), flags, structure);
    if (errno != 0) {
      throw failure("statx", errno, name);
    }
    return status(structure);
  }

  @Override
  public int open(byte[] name) throws IOException {
    int file = libc.openForReading(terminated(name));
    if (file < 0) {
      throw failure("open", -file, name);
    }
    return file;
  }

  @Override
  public FileStatus status(int file) throws IOException {
    byte[] structure = new byte[STATX_BYTES];
    int errno = statx(file, NO_NAME, LibC.AT_EMPTY_PATH, structure);
    if (errno != 0) {
      throw new IOException("statx: " + Linux.nameOf(errno));
    }
    FileStatus status = status(structure);
    return status.kind() == Kind.BLOCK_DEVICE
        ? FileStatus.of(
            status.kind(), status.device(), status.inode(), seek(file, 0, Linux.SEEK_END))
        : status;
  }

  private int statx(int directory, byte[] name, int flags, byte[] structure) {
    return libc.statx(directory, name, flags, Linux.STATX_BASIC_STATS, structure);
  }

  private static FileStatus status(byte[] structure) {
    ByteBuffer statx = ByteBuffer.wrap(structure).order(ByteOrder.nativeOrder());
    long device =
        (long) statx.getInt(STX_DEV_MAJOR) << Integer.SIZE
            | Integer.toUnsignedLong(statx.getInt(STX_DEV_MINOR));
    long changed =
        TimeUnit.SECONDS.toNanos(statx.getLong(STX_CTIME)) + statx.getInt(STX_CTIME + Long.BYTES);
    return FileStatus.of(
            kind(statx.getShort(STX_MODE) & Linux.S_IFMT),
            device,
            statx.getLong(STX_INO),
            statx.getLong(STX_SIZE))
        .withBlocks(
            statx.getLong(STX_BLOCKS) * BLOCK_BYTES,
            Integer.toUnsignedLong(statx.getInt(STX_BLKSIZE)))
        .withChange(changed);
  }

  private static Kind kind(int mode) {
    return switch (mode) {
      case Linux.S_IFREG -> Kind.REGULAR;
      case Linux.S_IFBLK -> Kind.BLOCK_DEVICE;
      case Linux.S_IFDIR -> Kind.DIRECTORY;
      case Linux.S_IFLNK -> Kind.LINK;
      default -> Kind.OTHER;
    };
  }

  @Override
  public long nextData(int file, long offset) throws IOException {
    long found = libc.lseek(file, offset, Linux.SEEK_DATA);
    return found == -Linux.EINVAL ? offset : found == -Linux.ENXIO ? -1 : known(found);
  }

  @Override
  public long nextHole(int file, long offset) throws IOException {
    long found = libc.lseek(file, offset, Linux.SEEK_HOLE);
    return found == -Linux.EINVAL || found == -Linux.ENXIO
        ? seek(file, 0, Linux.SEEK_END)
        : known(found);
  }

  private long seek(int file, long offset, int whence) throws IOException {
    return known(libc.lseek(file, offset, whence));
  }

  private static long known(long offsetOrMinusErrno) throws IOException {
    if (offsetOrMinusErrno < 0) {
      throw new IOException("lseek: " + Linux.nameOf((int) -offsetOrMinusErrno));
    }
    return offsetOrMinusErrno;
  }

  @Override
  public long map(int file, long offset, long byteCount) throws IOException {
    long address = libc.mmap(0, byteCount, Linux.PROT_READ, Linux.MAP_SHARED, file, offset);
    if (address >= 0) {
      return address;
    }
    int errno = (int) -address;
    if (errno == Linux.ENOMEM || errno == Linux.EAGAIN) {
      throw failures.of("mmap", errno, 0, byteCount);
    }
    throw new IOException(
        errno == Linux.ENODEV
            ? "the file cannot be mapped: its file system does not allow it (mmap: ENODEV), such as"
                + " FUSE with direct_io"
            : "the file cannot be mapped (mmap: " + Linux.nameOf(errno) + ")");
  }

  @Override
  public void unmap(long address, long byteCount) {
    int errno = libc.munmap(address, byteCount);
    if (errno != 0) {
      throw failures.of("munmap", errno, address, byteCount);
    }
  }

  @Override
  public void dropCache(int file, long offset, long byteCount) throws IOException {
    int errno = libc.posixFadvise(file, offset, byteCount, dontNeed);
    if (errno != 0) {
      throw new IOException("posix_fadvise: " + Linux.nameOf(errno));
    }
  }

  @Override
  public void close(int file) {
    libc.close(file);
  }

  private static byte[] terminated(byte[] name) {
    return Arrays.copyOf(name, name.length + 1);
  }

  private static IOException failure(String call, int errno, byte[] name) {
    String file = new String(name, NAMES);
    String reason = call + ": " + Linux.nameOf(errno);
    return switch (errno) {
      case Linux.ENOENT, Linux.ENOTDIR -> new NoSuchFileException(file, null, reason);
      case Linux.EACCES, Linux.EPERM -> new AccessDeniedException(file, null, reason);
      default -> new FileSystemException(file, null, reason);
    };
  }
}
