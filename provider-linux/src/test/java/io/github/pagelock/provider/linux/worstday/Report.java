package io.github.pagelock.provider.linux.worstday;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Where the rounds are, and what is told when one does not end as it should; then the JVM ends. */
final class Report {
  static final int VIOLATION = 2;
  static final int HANG = 3;

  /** Of each injected failure; deep enough to tell the way there. */
  private static final int FRAMES = 14;

  private static final String PAGELOCK = "io.github.pagelock.";

  private final long seed;
  private final AtomicLong moves = new AtomicLong();
  private volatile int round;
  private volatile Object plan = "";
  private volatile String phase = "";

  Report(long seed) {
    this.seed = seed;
  }

  void begin(int begun, Object planned) {
    round = begun;
    plan = planned;
    phase("begins");
  }

  void phase(String reached) {
    phase = reached;
    moves.incrementAndGet();
  }

  /** Still waits for something; that is no move. */
  void waits(String what) {
    phase = what;
  }

  /** Grows as long as something moves. */
  long moves() {
    return moves.get();
  }

  /** Tells and ends the JVM; only the first one does. */
  synchronized void violation(Throwable what) {
    StringWriter text = begin("VIOLATION", what.toString());
    what.printStackTrace(new PrintWriter(text, true));
    end(text, VIOLATION);
  }

  synchronized void hang(int seconds) {
    StringWriter text = begin("HANG", "nothing moved for " + seconds + " s");
    Thread.getAllStackTraces().forEach((thread, frames) -> write(thread, frames, text));
    end(text, HANG);
  }

  /** But for those that have nothing to do with it. */
  private static void write(Thread thread, StackTraceElement[] frames, StringWriter text) {
    if (Arrays.stream(frames).anyMatch(frame -> frame.getClassName().startsWith(PAGELOCK))) {
      text.write("\n" + thread + " " + thread.getState() + "\n");
      for (StackTraceElement frame : frames) {
        text.write("    " + frame + "\n");
      }
    }
  }

  private StringWriter begin(String kind, String what) {
    StringWriter text = new StringWriter();
    text.write(kind + " seed " + seed + " round " + round + " (" + phase + "): " + what + "\n");
    text.write("plan: " + plan + "\n");
    return text;
  }

  private static void end(StringWriter text, int exit) {
    text.write("\nthe ledger: " + Books.description() + "\n");
    for (Throwable injected : Faults.ofRound()) {
      text.write("\n" + injected + "\n");
      StackTraceElement[] frames = injected.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
        if (!frames[i].getClassName().endsWith(".Faults")) {
          text.write("    " + frames[i] + "\n");
        }
      }
    }
    System.out.println(text);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }
}
