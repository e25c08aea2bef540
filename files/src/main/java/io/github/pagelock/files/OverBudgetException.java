package io.github.pagelock.files;

/** A file is not kept in RAM since the budget of its directory has no room for it. */
public final class OverBudgetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OverBudgetException(String message) {
    super(message);
  }
}
