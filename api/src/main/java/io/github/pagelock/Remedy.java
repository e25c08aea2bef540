package io.github.pagelock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a lock that failed. Immutable; more may be told one day, so it is made by {@link
 * #of}.
 */
public final class Remedy {
  private final String text;
  private final boolean tried;

  private Remedy(String text, boolean tried) {
    this.text = text;
    this.tried = tried;
  }

  /**
   * A remedy; for providers.
   *
   * @param text one sentence or line, ready to paste where it names a command
   * @param tried as {@link #tried()}
   * @return this remedy
   */
  public static Remedy of(String text, boolean tried) {
    return new Remedy(Objects.requireNonNull(text, "text"), tried);
  }

  /**
   * What to do.
   *
   * @return one sentence or line, ready to paste where it names a command
   */
  public String text() {
    return text;
  }

  /**
   * Whether a test of the provider (of Pagelock's own: a test of Pagelock) ran a failing process
   * again with this very cure, and it succeeded. Messages do not say so; docs/operations.md does,
   * for every remedy.
   *
   * @return false for one that follows a manual only
   */
  public boolean tried() {
    return tried;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Remedy that && text.equals(that.text) && tried == that.tried;
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, tried);
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
