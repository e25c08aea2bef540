package io.github.pagelock.files;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.FileStatus.Kind;
import io.github.pagelock.spi.LockFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * By the JDK: mappings of at most a GiB, which the garbage collector lets go. It does not tell
 * holes, nor the size of a block device.
 */
final class JdkFiles implements FileSource {
  static final long MAPPING_BYTES = 1L << 30;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFBLK = 0x6000;

  private final int pageSize;

  JdkFiles(int pageSize) {
    this.pageSize = pageSize;
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    FileStatus before = status(path, new LinkOption[0]);
    if (before.kind() == Kind.OTHER) {
      // To open a pipe might wait for who writes to it.
      return new Unopened(before);
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      // The JDK does not tell which file is open: it is this one if the name stood for it before
      // and after.
      FileStatus after = status(path, new LinkOption[0]);
      if (before.inode() != after.inode() || before.device() != after.device()) {
        throw new IOException(path + ": it was replaced while it was opened");
      }
      return new Opened(channel, after, pageSize);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  @Override
  public FileStatus status(Path path) throws IOException {
    return status(path, new LinkOption[] {LinkOption.NOFOLLOW_LINKS});
  }

  private static FileStatus status(Path path, LinkOption[] options) throws IOException {
    Map<String, Object> told = Files.readAttributes(path, "unix:mode,dev,ino,size,ctime", options);
    return FileStatus.of(
            kind((int) number(told, "mode")),
            number(told, "dev"),
            number(told, "ino"),
            number(told, "size"))
        .withChange(told.get("ctime") instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0);
  }

  private static long number(Map<String, Object> told, String name) {
    return told.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static Kind kind(int mode) {
    return switch (mode & S_IFMT) {
      case 0x8000 -> Kind.REGULAR;
      case S_IFBLK -> Kind.BLOCK_DEVICE;
      case 0x4000 -> Kind.DIRECTORY;
      case 0xa000 -> Kind.LINK;
      default -> Kind.OTHER;
    };
  }

  private static PageLockException cannotDrop(FileRange part) {
    return LockFailure.of(Reason.UNSUPPORTED, "dropCache", part.offset(), part.byteCount())
        .because("the JDK cannot drop pages from the kernel's cache, and the provider does not")
        .build();
  }

  private record Unopened(FileStatus status) implements OpenFile {
    @Override
    public List<FileRange> data(FileRange within) {
      return List.of();
    }

    @Override
    public List<Mapping> map(FileRange part, long spare) throws IOException {
      throw new IOException("it cannot be mapped");
    }

    @Override
    public void drop(FileRange part) {
      throw cannotDrop(part);
    }

    @Override
    public void close() {}
  }

  private record Opened(FileChannel channel, FileStatus atOpen, int pageSize) implements OpenFile {
    @Override
    public FileStatus status() throws IOException {
      return FileStatus.of(atOpen.kind(), atOpen.device(), atOpen.inode(), channel.size())
          .withChange(atOpen.changedNanos());
    }

    @Override
    public List<FileRange> data(FileRange within) {
      return List.of(within);
    }

    /** Not beyond the end: the JDK would make the file longer. */
    @Override
    public List<Mapping> map(FileRange part, long spare) throws IOException {
      List<Mapping> mappings = new ArrayList<>();
      long from = part.offset();
      long size = channel.size();
      while (from < part.end()) {
        long end = Math.min(part.end(), Extents.floor(from, MAPPING_BYTES) + MAPPING_BYTES);
        if (size <= from) {
          throw new IOException("it became shorter while it was mapped: " + size + " bytes");
        }
        ByteBuffer bytes = channel.map(MapMode.READ_ONLY, from, Math.min(end, size) - from);
        long mapped = Extents.ceiling(bytes.capacity(), pageSize);
        mappings.add(new JdkMapping(new FileRange(from, mapped), bytes));
        from = end;
      }
      return mappings;
    }

    @Override
    public void drop(FileRange part) {
      throw cannotDrop(part);
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }

  /** No record: to compare two would read the file. */
  private static final class JdkMapping implements Mapping {
    private final FileRange part;
    private final ByteBuffer bytes;

    JdkMapping(FileRange part, ByteBuffer bytes) {
      this.part = part;
      this.bytes = bytes;
    }

    @Override
    public FileRange part() {
      return part;
    }

    @Override
    public MemoryRange range(FileRange wanted) {
      int from = (int) (wanted.offset() - part.offset());
      int end = (int) Math.min(bytes.capacity(), from + wanted.byteCount());
      return MemoryRange.of(bytes.duplicate().position(from).limit(end));
    }

    @Override
    public void unmap() {
      // The collector does.
    }
  }
}
