package io.github.pagelock.provider.freebsd;

import io.github.pagelock.spi.PageLockProvider;
import java.nio.file.Path;

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
}
