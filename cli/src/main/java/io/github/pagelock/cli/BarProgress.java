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

/** A bar with throughput; it disappears when locking has ended. */
final class BarProgress implements Progress {
  private static final int UPDATE_MILLIS = 100;
  private static final long MIB = 1L << 20;

  private final PrintWriter err;
  private final int width;
  private @Nullable ProgressBar bar;

  BarProgress(PrintWriter err, int width) {
    this.err = err;
    this.width = width;
  }

  @Override
  public void begin(int files, long bytes) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("Locking " + Text.files(files))
            .setInitialMax(bytes)
            .setUnit(" MiB", MIB)
            .showSpeed(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setStyle(
                Terminal.isUnicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(new Line())
            .clearDisplayOnFinish()
            .build();
  }

  @Override
  public void locked(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** One line of the terminal; a column stays free, or the cursor would wrap. */
  private final class Line implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width - 1;
    }

    @Override
    public void accept(String rendered) {
      err.print('\r');
      err.print(rendered.strip());
      err.flush();
    }

    @Override
    public void clear() {
      err.print("\r" + " ".repeat(width - 1) + "\r");
      err.flush();
    }

    @Override
    public void close() {
      clear();
    }
  }
}
