package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test of the kit in a thread of its own, because a lock that hangs cannot be
 * interrupted, and fails it after twice the patience. JUnit's own annotation takes constants only.
 */
final class TimeLimit implements InvocationInterceptor {
  /** An impatient subclass does not make the tests themselves faster. */
  private static final Duration LEAST = Duration.ofSeconds(60);

  @Override
  public void interceptTestMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
    PageLockConformance kit = (PageLockConformance) context.getRequiredTestInstance();
    assertTimeoutPreemptively(of(kit.patience()), test::proceed);
  }

  static Duration of(Duration patience) {
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(LEAST) > 0 ? twice : LEAST;
  }
}
