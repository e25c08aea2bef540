package io.github.pagelock.internal.files;

import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.MappingRoom;
import java.util.Optional;

/** What pagelock-files asks of a locker beyond its API for users. */
public interface MapsFiles {
  /**
   * The provider's own way to map files.
   *
   * @return always the same; empty where the JDK maps them
   */
  Optional<FileMapper> files();

  /**
   * Counts the mappings of the process.
   *
   * @return the count now and the most that there may be
   */
  MappingRoom mappings();
}
