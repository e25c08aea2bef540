package io.github.pagelock.cli;

import java.util.List;

/** What signals ask of a command that holds: SIGUSR1 how things are, SIGHUP to look again. */
final class HoldSignals implements AutoCloseable {
  private final List<SignalHandler> handlers;

  private HoldSignals(List<SignalHandler> handlers) {
    this.handlers = handlers;
  }

  static HoldSignals none() {
    return new HoldSignals(List.of());
  }

  /**
   * Has both done by the thread that waits for the stop signal. On a terminal SIGHUP says that the
   * terminal is gone, and ends the command.
   */
  static HoldSignals listen(StopSignal stop, Runnable tell, Runnable renew) {
    SignalHandler usr1 = SignalHandler.on("USR1", () -> stop.ask(tell));
    boolean onTerminal = Terminal.detect().errWidth().isPresent();
    return new HoldSignals(
        onTerminal ? List.of(usr1) : List.of(usr1, SignalHandler.on("HUP", () -> stop.ask(renew))));
  }

  /** Has something done by the thread that waits, when the terminal's window has a new size. */
  static HoldSignals ofWindow(StopSignal stop, Runnable resized) {
    return new HoldSignals(List.of(SignalHandler.on("WINCH", () -> stop.ask(resized))));
  }

  @Override
  public void close() {
    handlers.forEach(SignalHandler::close);
  }
}
