package io.github.pagelock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to do for a process that was started the way this one was, and what would not help.
 * Immutable; more may be told one day, so it is made by {@link #of} and {@link #later}.
 */
public final class Cure {
  /** None is known. */
  public static final Cure NONE = of(Launcher.UNKNOWN, List.of(), List.of());

  private record Made(Launcher launcher, List<Remedy> remedies, List<String> inVain) {}

  private final Late<Made> late;

  private Cure(Late<Made> late) {
    this.late = late;
  }

  /**
   * A cure, with copies of the lists; for providers.
   *
   * @param launcher how this process was started
   * @param remedies each of which is enough, the best first; empty if none is known
   * @param inVain what is often tried and does not help here, each with the reason in the same
   *     sentence
   * @return this cure
   */
  public static Cure of(Launcher launcher, List<Remedy> remedies, List<String> inVain) {
    Made made =
        new Made(
            Objects.requireNonNull(launcher, "launcher"),
            List.copyOf(Objects.requireNonNull(remedies, "remedies")),
            List.copyOf(Objects.requireNonNull(inVain, "inVain")));
    return new Cure(new Late<>(() -> made));
  }

  /**
   * A cure that is made when somebody asks for it, so that a failure that nobody looks at does not
   * pay for it; for providers.
   *
   * @param maker makes it from what was true when this was called: it reads nothing that can
   *     change. It is called on any thread, by several at once if they ask at once
   * @return a cure that equals what is made
   */
  public static Cure later(Supplier<Cure> maker) {
    Objects.requireNonNull(maker, "maker");
    return new Cure(new Late<>(() -> ofMaker(maker).late.get()));
  }

  /** Whoever asks what to do is in trouble already: no second exception. */
  private static Cure ofMaker(Supplier<Cure> maker) {
    try {
      return Objects.requireNonNull(maker.get());
    } catch (RuntimeException | LinkageError cannotTell) {
      String failed = "asking this process what would: that failed with " + cannotTell;
      return of(Launcher.UNKNOWN, List.of(), List.of(failed));
    }
  }

  /**
   * How this process was started.
   *
   * @return who started it
   */
  public Launcher launcher() {
    return late.get().launcher();
  }

  /**
   * What to do.
   *
   * @return remedies, each of which is enough, the best first; empty if none is known
   */
  public List<Remedy> remedies() {
    return late.get().remedies();
  }

  /**
   * What does not help.
   *
   * @return what is often tried in vain here, each with the reason in the same sentence
   */
  public List<String> inVain() {
    return late.get().inVain();
  }

  /**
   * The best remedy.
   *
   * @return the first, or empty if none is known
   */
  public Optional<Remedy> best() {
    return remedies().stream().findFirst();
  }

  /** The remedies and what would not help in one line, as messages show them; may be empty. */
  @Override
  public String toString() {
    List<Remedy> remedies = remedies();
    List<String> inVain = inVain();
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cure cure && late.get().equals(cure.late.get());
  }

  @Override
  public int hashCode() {
    return late.get().hashCode();
  }
}
