package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;

/** Shows how far locking has come. */
interface Progress extends AutoCloseable {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(int files, long bytes) {}

        @Override
        public void locked(long bytes) {}

        @Override
        public void close() {}
      };

  /** A bar on a terminal, lines elsewhere. */
  static Progress on(PrintWriter err) {
    OptionalInt width = Terminal.detect().errWidth();
    return width.isPresent() ? new BarProgress(err, width.getAsInt()) : new LineProgress(err);
  }

  void begin(int files, long bytes);

  /** So many bytes more. */
  void locked(long bytes);

  @Override
  void close();
}
