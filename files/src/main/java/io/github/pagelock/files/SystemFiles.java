package io.github.pagelock.files;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.internal.files.LostOnes;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** By the calls of a provider: a mapping of any size, which goes when it is told to. */
final class SystemFiles implements FileSource {
  private final FileMapper mapper;
  private final int pageSize;

  SystemFiles(FileMapper mapper, int pageSize) {
    this.mapper = mapper;
    this.pageSize = pageSize;
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    return new Opened(mapper, mapper.open(FileName.bytes(path)), pageSize);
  }

  @Override
  public FileStatus status(Path path) throws IOException {
    return mapper.status(FileName.bytes(path), false);
  }

  private record Opened(FileMapper mapper, int file, int pageSize) implements OpenFile {
    @Override
    public FileStatus status() throws IOException {
      return mapper.status(file);
    }

    @Override
    public List<FileRange> data(FileRange within) throws IOException {
      List<FileRange> data = new ArrayList<>();
      long from = mapper.nextData(file, within.offset());
      while (from >= 0 && from < within.end()) {
        long end = mapper.nextHole(file, from);
        // A file that shrinks while it is looked at.
        if (end <= from) {
          break;
        }
        data.add(FileRange.between(from, Math.min(end, within.end())));
        from = mapper.nextData(file, end);
      }
      return data;
    }

    @Override
    public List<Mapping> map(FileRange part, long spare) throws IOException {
      long byteCount = Extents.ceiling(part.byteCount() + spare, pageSize);
      return List.of(SystemMapping.of(mapper, file, part.offset(), byteCount));
    }

    @Override
    public void drop(FileRange part) throws IOException {
      mapper.dropCache(file, part.offset(), part.byteCount());
    }

    @Override
    public void close() {
      mapper.close(file);
    }
  }

  /** The owner of its ranges: it is not unmapped before the last of them is unlocked. */
  private static final class SystemMapping implements Mapping {
    private final FileRange part;
    private final Unmap unmap;
    private final Runnable end;

    private SystemMapping(FileRange part, Unmap unmap) {
      this.part = part;
      this.unmap = unmap;
      this.end = LostOnes.add(this, unmap);
    }

    static SystemMapping of(FileMapper mapper, int file, long offset, long byteCount)
        throws IOException {
      FileRange part = new FileRange(offset, byteCount);
      Unmap unmap = new Unmap(mapper, mapper.map(file, offset, byteCount), byteCount);
      try {
        return new SystemMapping(part, unmap);
      } catch (Throwable noMemory) {
        unmap.run();
        throw noMemory;
      }
    }

    @Override
    public FileRange part() {
      return part;
    }

    @Override
    public MemoryRange range(FileRange wanted) {
      return MemoryRange.ofAddress(
          unmap.address + wanted.offset() - part.offset(), wanted.byteCount(), this);
    }

    @Override
    public void unmap() {
      end.run();
    }
  }

  /** Does it once. */
  private record Unmap(FileMapper mapper, long address, long byteCount) implements Runnable {
    @Override
    public void run() {
      mapper.unmap(address, byteCount);
    }
  }
}
