package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.PageLockException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What must not happen, whatever fails. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what, @Nullable Throwable cause) {
    super(what, cause);
  }

  Violation(String what) {
    super(what);
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new Violation(what);
    }
  }

  /** That a call of the library throws, or logs, this because of what was injected is fine. */
  static boolean isExpected(@Nullable Throwable thrown) {
    return thrown == null || isExpected(thrown, 0);
  }

  private static boolean isExpected(Throwable thrown, int depth) {
    if (depth > 20 || isInjected(thrown)) {
      return true;
    }
    boolean known =
        thrown instanceof PageLockException || thrown instanceof RejectedExecutionException;
    if (!known) {
      return false;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!isExpected(suppressed, depth + 1)) {
        return false;
      }
    }
    Throwable cause = thrown.getCause();
    return cause == null || isExpected(cause, depth + 1);
  }

  static boolean isInjected(Throwable thrown) {
    if (thrown instanceof PageLockException) {
      return false; // its message is made now, which may fail too
    }
    String message = thrown.getMessage();
    return message != null && message.startsWith(Faults.INJECTED);
  }
}
