package io.github.pagelock.posix;

/** Of nothing. */
final class NoCopy implements Ffm.Copy {
  @Override
  public long address() {
    return 0;
  }

  @Override
  public void close() {
    // Nothing was allocated.
  }
}
