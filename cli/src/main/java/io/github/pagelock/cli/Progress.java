package io.github.pagelock.cli;

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

  void begin(int files, long bytes);

  /** So many bytes more. */
  void locked(long bytes);

  @Override
  void close();
}
