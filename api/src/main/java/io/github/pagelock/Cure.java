package io.github.pagelock;

import java.util.List;
import java.util.Optional;

/**
 * What to do for a process that was started the way this one was, and what would not help.
 *
 * @param launcher how this process was started
 * @param remedies each of which is enough, the best first; empty if none is known
 * @param inVain what is often tried and does not help here, each with the reason in the same
 *     sentence
 */
public record Cure(Launcher launcher, List<Remedy> remedies, List<String> inVain) {
  /** None is known. */
  public static final Cure NONE = new Cure(Launcher.UNKNOWN, List.of(), List.of());

  /**
   * Keeps copies of the lists.
   *
   * @param launcher how this process was started
   * @param remedies each of which is enough, the best first
   * @param inVain what does not help, and why
   */
  public Cure {
    remedies = List.copyOf(remedies);
    inVain = List.copyOf(inVain);
  }

  /**
   * The best remedy.
   *
   * @return the first, or empty if none is known
   */
  public Optional<Remedy> best() {
    return remedies.stream().findFirst();
  }

  /** The remedies and what would not help in one line, as messages show them; may be empty. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < remedies.size(); i++) {
      text.append(i == 0 ? "Remedy: " : "; or: ").append(remedies.get(i));
    }
    for (int i = 0; i < inVain.size(); i++) {
      text.append(i == 0 ? (text.isEmpty() ? "" : ". ") + "Does not help: " : "; nor does: ");
      text.append(inVain.get(i));
    }
    return text.toString();
  }
}
