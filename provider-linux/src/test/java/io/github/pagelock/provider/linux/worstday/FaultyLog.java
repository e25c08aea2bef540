package io.github.pagelock.provider.linux.worstday;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log, whose handler may throw, and may find in it what must not be there. */
final class FaultyLog extends Handler {
  /** Kept, or the JDK forgets the handler. */
  private static final Logger LOGGER = Logger.getLogger("io.github.pagelock");

  private final Report report;
  private final AtomicInteger number = new AtomicInteger();

  private FaultyLog(Report report) {
    this.report = report;
  }

  static void begin(Report report) {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(new FaultyLog(report));
  }

  @Override
  public void publish(LogRecord record) {
    if (!Violation.isExpected(record.getThrown())) {
      report.violation(new Violation("logged: " + record.getMessage(), record.getThrown()));
    }
    if (Faults.areOn()) {
      switch (number.getAndIncrement() % 4) {
        case 0 -> throw Faults.remember(new IllegalStateException(Faults.INJECTED + " into a log"));
        case 1 -> throw Faults.remember(new LinkageError(Faults.INJECTED + " into a log"));
        default -> {}
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
