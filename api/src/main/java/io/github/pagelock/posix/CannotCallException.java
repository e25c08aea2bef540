package io.github.pagelock.posix;

/** C cannot be called in this way; the message is the reason, a sentence without a full stop. */
public final class CannotCallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean isForbidden;

  /**
   * With a reason.
   *
   * @param reason why, and what to do
   */
  public CannotCallException(String reason) {
    this(reason, false);
  }

  private CannotCallException(String reason, boolean isForbidden) {
    super(reason);
    this.isForbidden = isForbidden;
  }

  /**
   * The JVM forbids it, in any way.
   *
   * @param reason and what to do
   * @return an exception to throw
   */
  static CannotCallException forbidden(String reason) {
    return new CannotCallException(reason, true);
  }

  /** Whether no other way can be tried. */
  boolean isForbidden() {
    return isForbidden;
  }
}
