package io.github.pagelock.loading;

/** What a main class marks in the JVM's log of loaded classes. */
public final class Moment {
  private Moment() {}

  /** Loaded when everything is open. */
  static final class Opened {
    static void mark() {}
  }

  /** Loaded at the end. */
  static final class Done {
    static void mark() {}
  }

  /** Everything is open. */
  public static void opened() {
    Opened.mark();
  }

  /** All that may happen without a class to load has happened. */
  public static void done() {
    Done.mark();
  }
}
