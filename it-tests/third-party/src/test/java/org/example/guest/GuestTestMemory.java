package org.example.guest;

import io.github.pagelock.tck.TestMemory;
import io.github.pagelock.tck.TestRegion;
import java.util.Set;

/** Memory of a guest for the kit. */
record GuestTestMemory(GuestMemory guest) implements TestMemory {
  @Override
  public Set<Feature> features() {
    return Set.of(Feature.UNMAP);
  }

  @Override
  public TestRegion allocate(int pages) {
    return new TestRegion(
        guest.map(pages), (long) pages * GuestMemory.PAGE_SIZE, "owner of " + pages + " pages");
  }

  @Override
  public void free(TestRegion region) {
    guest.unmap(region.address(), region.byteCount());
  }

  @Override
  public void unmap(long address, long byteCount) {
    guest.unmap(address, byteCount);
  }
}
