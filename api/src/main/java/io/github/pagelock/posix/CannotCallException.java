package io.github.pagelock.posix;

/** C cannot be called in this way; the message is the reason, a sentence without a full stop. */
public final class CannotCallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Whether no other way can be tried. */
  private final boolean isFinal;

  /**
   * With a reason.
   *
   * @param reason why, and what to do
   */
  public CannotCallException(String reason) {
    this(reason, false);
  }

  private CannotCallException(String reason, boolean isFinal) {
    super(reason);
    this.isFinal = isFinal;
  }

  /**
   * It can be called in no other way either.
   *
   * @param reason why, and what to do
   * @return an exception to throw
   */
  static CannotCallException inAnyWay(String reason) {
    return new CannotCallException(reason, true);
  }

  /** Whether no other way can be tried. */
  boolean isFinal() {
    return isFinal;
  }
}
