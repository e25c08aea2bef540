package io.github.pagelock.files;

import io.github.pagelock.spi.FileStatus;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** An open file. What was mapped of it stays so when it is closed. */
interface OpenFile extends Closeable {
  /** What it is now. */
  FileStatus status() throws IOException;

  /** What of a part is in no hole; all of it where nobody can tell. */
  List<FileRange> data(FileRange within) throws IOException;

  /**
   * Maps a part, which begins at a multiple of the page size, and what lies behind it, in as many
   * mappings as that takes.
   *
   * @param spare how many bytes more may be mapped, for what the file will be
   */
  List<Mapping> map(FileRange part, long spare) throws IOException;

  /** Asks the kernel to drop a part from its cache. */
  void drop(FileRange part) throws IOException;

  /** Unless it fails: there is nothing that could be done then. */
  @Override
  void close();
}
