package io.github.pagelock.files;

import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.PageOperations;
import java.util.Optional;

/** Who maps files. */
enum Way {
  /** The provider. */
  SYSTEM {
    @Override
    PageLocker locker() {
      return PageLocker.builder().build();
    }
  },
  /** The JDK, under a provider that maps none. */
  JDK {
    @Override
    PageLocker locker() {
      return Operations.locker(WithoutFiles::new);
    }
  };

  abstract PageLocker locker();

  private static final class WithoutFiles extends Operations {
    WithoutFiles(PageOperations delegate) {
      super(delegate);
    }

    @Override
    public Optional<FileMapper> files() {
      return Optional.empty();
    }
  }
}
