package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with throughput and the time that is left; it disappears when locking has ended. */
final class BarProgress implements Progress {
  private static final int UPDATE_MILLIS = 100;

  /** Columns from which on there is room for the number of files, and for the time that is left. */
  private static final int ROOMY = 90;

  private static final int NARROW = 70;
  private static final int ECHO = 3;
  private static final long MIB = 1L << 20;

  private final PrintWriter err;
  private final int width;
  private long total;
  private @Nullable ProgressBar bar;

  BarProgress(PrintWriter err, int width) {
    this.err = err;
    this.width = width;
  }

  @Override
  public void begin(int files, long bytes) {
    total = bytes;
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(width < ROOMY ? "Locking" : "Locking " + Text.files(files))
            .setInitialMax(bytes)
            .setUnit(" MiB", MIB)
            .showSpeed(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setStyle(
                Terminal.isUnicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(new Line())
            .clearDisplayOnFinish();
    bar = (width < NARROW ? builder.hideEta() : builder).build();
  }

  @Override
  public void reached(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  @Override
  public void stopping(long bytes) {
    close();
    err.println(Progress.stopped(bytes, total));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** One line of the terminal, with room for the cursor and the ^C that a terminal echoes. */
  private final class Line implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return Math.max(1, width - ECHO);
    }

    @Override
    public void accept(String rendered) {
      err.print('\r');
      err.print(rendered.strip());
      err.flush();
    }

    @Override
    public void clear() {
      err.print("\r" + " ".repeat(Math.max(1, width - 1)) + "\r");
      err.flush();
    }

    @Override
    public void close() {
      clear();
    }
  }
}
