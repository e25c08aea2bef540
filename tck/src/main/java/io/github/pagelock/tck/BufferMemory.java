package io.github.pagelock.tck;

import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;
import java.util.Set;

/** Whole pages inside direct buffers. */
final class BufferMemory implements TestMemory {
  private final PageOperations operations;

  BufferMemory(PageOperations operations) {
    this.operations = operations;
  }

  @Override
  public Set<Feature> features() {
    return Set.of(Feature.OF_THIS_PROCESS);
  }

  @Override
  public TestRegion allocate(int pages) {
    int pageSize = operations.pageSize();
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(pages + 1, pageSize));
    long aligned = -Math.floorDiv(-operations.addressOf(buffer), (long) pageSize) * pageSize;
    return new TestRegion(aligned, (long) pages * pageSize, buffer);
  }

  @Override
  public void free(TestRegion region) {
    // The collector does it, once nothing keeps the owner.
  }
}
