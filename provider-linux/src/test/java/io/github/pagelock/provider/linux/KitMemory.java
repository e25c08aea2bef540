package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.tck.TestMemory;
import io.github.pagelock.tck.TestRegion;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;

/** Anonymous memory from mmap for the conformance kit. */
@SuppressWarnings("exports") // the kit is there wherever this is
public final class KitMemory implements TestMemory {
  private static final int MAP_FIXED = 0x10;

  /** More than the kernel reads ahead at once; in bytes, because they are written to a disk. */
  private static final int PROBE_BYTES = 256 << 10;

  /** By first address; each region knows its holes, so that nothing is unmapped twice. */
  private final TreeMap<Long, TestMappings> regions = new TreeMap<>();

  /** Nothing is mapped yet. */
  public KitMemory() {}

  @Override
  public Set<Feature> features() {
    EnumSet<Feature> features = EnumSet.allOf(Feature.class);
    if (!canDropLocked()) {
      features.remove(Feature.DROP);
    }
    if (!canEvict()) {
      features.remove(Feature.PAGE_CACHE);
    }
    return features;
  }

  /** MADV_DONTNEED_LOCKED came with Linux 5.18. */
  private static boolean canDropLocked() {
    try (TestMappings probe = new TestMappings()) {
      return RawLibC.madvise(probe.anonymous(1), PAGE, RawLibC.MADV_DONTNEED_LOCKED) == 0;
    }
  }

  /** Not in a file system in memory. */
  private static boolean canEvict() {
    int pages = PROBE_BYTES / PAGE;
    byte[] resident = new byte[pages];
    try (TestMappings probe = new TestMappings()) {
      long address = file(probe, pages, 1);
      int errno = RawLibC.mincore(address, (long) pages * PAGE, resident);
      return errno == 0 && (resident[0] & 1) == 1 && (resident[pages - 1] & 1) == 0;
    } catch (UncheckedIOException noPlace) {
      return false;
    }
  }

  private static long file(TestMappings memory, int pages, int cached) {
    Path file = ColdFile.of(pages);
    try {
      return ColdFile.map(memory, file, pages, cached);
    } finally {
      file.toFile().delete();
    }
  }

  @Override
  public TestRegion allocateFile(int pages, int cached) {
    TestMappings region = new TestMappings();
    long address = file(region, pages, cached);
    regions.put(address, region);
    return new TestRegion(address, (long) pages * PAGE, region);
  }

  @Override
  public void read(long address, long byteCount) {
    TestMappings.read(address, (int) (byteCount / PAGE));
  }

  @Override
  public TestRegion allocate(int pages) {
    TestMappings region = new TestMappings();
    long address = region.anonymous(pages);
    regions.put(address, region);
    return new TestRegion(address, (long) pages * PAGE, region);
  }

  @Override
  public void free(TestRegion region) {
    TestMappings mapped = regions.remove(region.address());
    if (mapped != null) {
      mapped.close();
    }
  }

  @Override
  public void unmap(long address, long byteCount) {
    regions.floorEntry(address).getValue().unmap(address, (int) (byteCount / PAGE));
  }

  @Override
  public void makeInaccessible(long address, long byteCount) {
    mustBeZero(RawLibC.mprotect(address, byteCount, RawLibC.PROT_NONE));
  }

  @Override
  public void replace(long address, long byteCount) {
    long mapped =
        RawLibC.mmap(
            address,
            byteCount,
            RawLibC.PROT_READ | RawLibC.PROT_WRITE,
            RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS | MAP_FIXED,
            -1,
            0);
    mustBeZero(mapped == address ? 0 : -1);
  }

  @Override
  public void drop(long address, long byteCount) {
    mustBeZero(RawLibC.madvise(address, byteCount, RawLibC.MADV_DONTNEED_LOCKED));
  }

  private static void mustBeZero(int returned) {
    if (returned != 0) {
      throw new IllegalStateException("errno " + RawLibC.errno(-1));
    }
  }
}
