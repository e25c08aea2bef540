package io.github.pagelock;

/**
 * What to do about a lock that failed.
 *
 * @param text one sentence or line, ready to paste where it names a command
 * @param tried whether a test of Pagelock ran a failing process again with this very cure, and it
 *     succeeded
 */
public record Remedy(String text, boolean tried) {
  /** The text; a cure that no test has tried says so. */
  @Override
  public String toString() {
    return tried ? text : text + " (not tried here)";
  }
}
