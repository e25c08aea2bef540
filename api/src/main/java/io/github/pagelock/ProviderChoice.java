package io.github.pagelock;

import java.util.Objects;

/** The provider that a locker uses. More may be told one day, so it is made by {@link #of}. */
public final class ProviderChoice {
  private final ProviderCandidate candidate;
  private final String why;

  private ProviderChoice(ProviderCandidate candidate, String why) {
    this.candidate = candidate;
    this.why = why;
  }

  /**
   * A candidate that is used.
   *
   * @param candidate the chosen one
   * @param why in a sentence, as {@link #why()}
   * @return this choice
   */
  public static ProviderChoice of(ProviderCandidate candidate, String why) {
    return new ProviderChoice(
        Objects.requireNonNull(candidate, "candidate"), Objects.requireNonNull(why, "why"));
  }

  /**
   * The chosen one.
   *
   * @return what was found; not available in a best-effort locker that found none
   */
  public ProviderCandidate candidate() {
    return candidate;
  }

  /**
   * The name of the chosen one.
   *
   * @return such as {@code linux}; {@code none} for a best-effort locker that found none
   */
  public String name() {
    return candidate.name();
  }

  /**
   * Why this one was chosen.
   *
   * @return a sentence
   */
  public String why() {
    return why;
  }

  /**
   * How the chosen one calls the operating system.
   *
   * @return as {@link ProviderCandidate#bridge()}
   */
  public String bridge() {
    return candidate.bridge();
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "ProviderChoice[name=" + name() + ", why=" + why + ", bridge=" + bridge() + ']';
  }
}
