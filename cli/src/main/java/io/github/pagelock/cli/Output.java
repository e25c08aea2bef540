package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import picocli.CommandLine;

/**
 * Where a command says what.
 *
 * @param quiet whether errors only
 * @param json whether one document instead of a table
 */
record Output(CommandLine command, boolean quiet, boolean json) {
  /** A notice. */
  void say(String line) {
    if (!quiet) {
      command.getErr().println(line);
    }
  }

  /** An error. */
  void complain(String line) {
    command.getErr().println("pagelock: " + line);
  }

  /** Whether anybody sees the result. */
  boolean printsDocuments() {
    return json || !quiet;
  }

  /** The result, on standard output. */
  void print(Object document, BiConsumer<PrintWriter, OptionalInt> table) {
    PrintWriter out = command.getOut();
    if (json) {
      out.println(Json.of(document));
    } else if (!quiet) {
      table.accept(out, Terminal.detect().outWidth());
    }
    out.flush();
  }

  /** How far it is by now, on standard error: standard output is for the result. */
  void printInterim(Object document, BiConsumer<PrintWriter, OptionalInt> table) {
    PrintWriter err = command.getErr();
    if (json) {
      err.println(Json.line(document));
    } else {
      table.accept(err, Terminal.detect().errWidth());
    }
    err.flush();
  }

  /** Shows how far it has come. */
  Progress progress(Progress.Verb verb) {
    return quiet ? Progress.SILENT : Progress.on(command.getErr(), verb);
  }

  /** Tells that nobody reads the result any more, where there is to be one. */
  ReaderWatch watchReaders(Runnable gone) {
    return printsDocuments() ? ReaderWatch.start(gone) : ReaderWatch.none();
  }
}
