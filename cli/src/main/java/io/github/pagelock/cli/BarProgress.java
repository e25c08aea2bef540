package io.github.pagelock.cli;

import java.io.PrintWriter;
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
  private final Verb verb;
  private final Line line = new Line();
  private long total;
  private long begun;
  private @Nullable ProgressBar bar;

  BarProgress(PrintWriter err, int width, Verb verb) {
    this.verb = verb;
    this.err = err;
    this.width = width;
  }

  @Override
  public void begin(String what, long bytes) {
    total = bytes;
    begun = System.nanoTime();
    String doing =
        verb.doing().substring(0, 1).toUpperCase(Locale.ROOT) + verb.doing().substring(1);
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(width < ROOMY ? doing : doing + " " + what)
            .setInitialMax(bytes)
            .setUnit(" MiB", MIB)
            .setStyle(
                Terminal.isUnicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(line)
            .clearDisplayOnFinish();
    bar = (width < NARROW ? builder.hideEta() : builder).build();
  }

  @Override
  public void reached(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
      // The library's own speed knows whole seconds only.
      long perSecond = (long) (bytes * 1e9 / Math.max(1, System.nanoTime() - begun));
      bar.setExtraMessage(ByteSize.human(perSecond) + "/s");
    }
  }

  @Override
  public void stopping(long bytes) {
    line.end(Progress.stopped(bytes, total));
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
    private boolean ended;

    @Override
    public int getMaxRenderedLength() {
      return Math.max(1, width - ECHO);
    }

    @Override
    public synchronized void accept(String rendered) {
      if (!ended) {
        err.print('\r');
        err.print(rendered.strip());
        err.flush();
      }
    }

    @Override
    public synchronized void clear() {
      if (!ended) {
        err.print("\r" + " ".repeat(Math.max(1, width - 1)) + "\r");
        err.flush();
      }
    }

    /** At once, without waiting for the thread that draws; nothing is drawn afterwards. */
    synchronized void end(String lastWord) {
      clear();
      ended = true;
      err.println(lastWord);
    }

    @Override
    public void close() {
      clear();
    }
  }
}
