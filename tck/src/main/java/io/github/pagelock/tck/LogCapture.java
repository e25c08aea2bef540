package io.github.pagelock.tck;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;

/** What the library logs meanwhile. */
final class LogCapture implements AutoCloseable {
  private static final String NAME = "io.github.pagelock";

  private final Logger logger = Logger.getLogger(NAME);
  private final boolean parents = logger.getUseParentHandlers();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Consumer<String> heard;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          String text = text(record);
          messages.add(text);
          heard.accept(text);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  LogCapture() {
    this(message -> {});
  }

  /** What the listener throws, the one who logs has to bear. */
  LogCapture(Consumer<String> heard) {
    this.heard = heard;
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    System.getLogger(NAME).log(System.Logger.Level.WARNING, "the conformance kit listens");
    boolean isHeard = !messages.isEmpty();
    messages.clear();
    if (!isHeard) {
      close();
      Assumptions.abort("System.Logger does not lead to java.util.logging here");
    }
  }

  private static String text(LogRecord record) {
    StringWriter text = new StringWriter();
    text.append(record.getMessage());
    if (record.getThrown() != null) {
      text.append('\n');
      record.getThrown().printStackTrace(new PrintWriter(text));
    }
    return text.toString();
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(parents);
  }
}
