package io.github.pagelock.it.containers;

import java.util.stream.Stream;

/**
 * A guest that runs the kit.
 *
 * @param kernel Linux's version
 * @param jdk feature version of the Java in it
 */
record Guest(String kernel, String jdk) {
  /** What a limit does is the same in all of them, and a JVM takes a guest long to start. */
  boolean triesLimits() {
    return equals(new Guest(Runs.NEWEST, Runs.JDK));
  }

  Stream<Cell> cells() {
    return Cell.PROVIDERS.stream().map(provider -> Cell.ofGuest(kernel, jdk, provider, "root"));
  }

  @Override
  public String toString() {
    return "Linux " + kernel + ", JDK " + jdk;
  }
}
