package io.github.pagelock.provider.freebsd;

import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.nio.file.Path;
import java.time.Duration;

/** The way for tests to the provider for FreeBSD on another library than FreeBSD's. */
public final class FreeBsdOnLibrary {
  private FreeBsdOnLibrary() {}

  /**
   * The provider, available on any system.
   *
   * @param library a shared library with FreeBSD's calls
   */
  public static PageLockProvider provider(Path library) {
    return FreeBsdProvider.on(library);
  }

  /**
   * The provider, with less patience.
   *
   * @param library a shared library with FreeBSD's calls
   * @param patience how long to wait for others who have filled the kernel's queue
   * @param idle how long the thread that waits for events stays without any
   */
  public static PageLockProvider provider(Path library, Duration patience, Duration idle) {
    return FreeBsdProvider.on(
        library, settings -> settings.withWaits(patience.toNanos(), idle.toNanos()));
  }

  /** How many control blocks the kernel may write to. */
  public static int blocksInUse(PageOperations operations) {
    return queue(operations).blocksInUse();
  }

  /** The descriptor that the provider waits on; -1: none. */
  public static int kqueue(PageOperations operations) {
    return queue(operations).reaper().kqueue();
  }

  private static AioQueue queue(PageOperations operations) {
    return (AioQueue) operations.queue().orElseThrow();
  }
}
