package io.github.pagelock.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code --watch}: looks again and again, and at once when the window's size changes. */
final class Watch {
  /** What looks and shows. */
  interface Look {
    /** False if there is nothing to look at any more. */
    boolean again(Screen screen);
  }

  private final PrintWriter out;
  private final Terminal terminal;
  private final boolean inPlace;

  /**
   * Looks at nothing yet.
   *
   * @param inPlace where standard output is a terminal
   */
  Watch(PrintWriter out, Terminal terminal, boolean inPlace) {
    this.out = out;
    this.terminal = terminal;
    this.inPlace = inPlace && terminal.outWidth().isPresent();
  }

  /** Until a signal comes, nobody reads, or there is nothing to look at. */
  void run(Duration interval, Look look) throws InterruptedException {
    if (!inPlace) {
      Screen plain = new Screen(out, terminal.withoutOut(), Optional::empty);
      run(interval, look, plain, new AtomicBoolean());
      return;
    }
    Optional<Window> window = Window.open();
    AtomicBoolean resized = new AtomicBoolean();
    Screen screen =
        new Screen(out, terminal, () -> window.flatMap(Window::size).or(Terminal::windowAtStart));
    try {
      run(interval, look, screen, resized);
    } finally {
      window.ifPresent(Watch::close);
    }
  }

  private static void close(Window window) {
    try {
      window.close();
    } catch (IOException impossible) {
      // It was only asked.
    }
  }

  @SuppressWarnings("try") // the signal is only closed
  private static void run(Duration interval, Look look, Screen screen, AtomicBoolean resized)
      throws InterruptedException {
    try (StopSignal stop = StopSignal.listen();
        ReaderWatch readers = ReaderWatch.start(stop::request);
        HoldSignals sizes =
            screen.isInPlace()
                ? HoldSignals.ofWindow(stop, () -> resized.set(true))
                : HoldSignals.none()) {
      while (look.again(screen)) {
        stop.await(interval, resized);
        if (stop.isRequested()) {
          readers.require();
          return; // the JVM ends with the signal's code
        }
      }
    }
  }
}
