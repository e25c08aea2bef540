package io.github.pagelock.tck;

import io.github.pagelock.fake.FakeKernel;
import java.util.Set;

/** Memory of a fake kernel. */
final class FakeMemory implements TestMemory {
  private final FakeKernel kernel;

  FakeMemory(FakeKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Set<Feature> features() {
    return Set.of(
        Feature.FRESH_PAGES_ABSENT,
        Feature.UNMAP,
        Feature.MAKE_INACCESSIBLE,
        Feature.REPLACE,
        Feature.DROP,
        Feature.READ_PAGES_ARE_COPIED,
        Feature.PAGE_CACHE);
  }

  @Override
  public TestRegion allocate(int pages) {
    return new TestRegion(
        kernel.map(pages), (long) pages * kernel.pageSize(), "owner of " + pages + " pages");
  }

  @Override
  public void free(TestRegion region) {
    kernel.unmap(region.address(), region.byteCount());
  }

  @Override
  public void unmap(long address, long byteCount) {
    kernel.unmap(address, byteCount);
  }

  @Override
  public void makeInaccessible(long address, long byteCount) {
    kernel.protectNone(address, byteCount);
  }

  @Override
  public void replace(long address, long byteCount) {
    kernel.remap(address, byteCount);
  }

  @Override
  public void read(long address, long byteCount) {
    kernel.read(address, byteCount);
  }

  @Override
  public TestRegion allocateFile(int pages, int cached) {
    TestRegion region = allocate(pages);
    kernel.cache(region.address(), (long) cached * kernel.pageSize());
    return region;
  }

  @Override
  public void drop(long address, long byteCount) {
    kernel.drop(address, byteCount);
  }
}
