package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;

/** Shows how far locking has come. */
interface Progress extends AutoCloseable {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String what, long bytes) {}

        @Override
        public void reached(long bytes) {}

        @Override
        public void stopping(long bytes) {}

        @Override
        public void close() {}
      };

  /**
   * What is being done.
   *
   * @param doing such as locking
   * @param done such as locked
   */
  record Verb(String doing, String done) {
    static final Verb LOCK = new Verb("locking", "locked");
  }

  /** A bar on a terminal, lines elsewhere: of locking. */
  static Progress on(PrintWriter err) {
    return on(err, Verb.LOCK);
  }

  /** The same of something else. */
  static Progress on(PrintWriter err, Verb verb) {
    OptionalInt width = Terminal.detect().errWidth();
    return width.isPresent()
        ? new BarProgress(err, width.getAsInt(), verb)
        : new LineProgress(err, verb);
  }

  /** So much will be locked, of files or memory. */
  void begin(String what, long bytes);

  /** So many bytes are locked by now. */
  void reached(long bytes);

  /** It was stopped when so many bytes were locked, and they will be unlocked. */
  void stopping(long bytes);

  /** What to say then. */
  static String stopped(long bytes, long total) {
    return "cancelling: "
        + ByteSize.human(bytes)
        + " of "
        + ByteSize.human(total)
        + " were locked; unlocking them";
  }

  @Override
  void close();
}
