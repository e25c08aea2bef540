package io.github.pagelock.tck;

import io.github.pagelock.PendingLock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Pending locks to break: other answers for some methods, everything else passed on. */
final class Answers {
  private Answers() {}

  /** What a method answers instead. */
  interface Answer {
    /** Called with the method's arguments, if it has any. */
    Object of(Object[] arguments) throws Throwable;
  }

  /** Wraps a pending lock, so that it is none of Pagelock's own. */
  static <R> PendingLock<R> of(PendingLock<R> whole, String method, Answer answer) {
    return of(whole, Map.of(method, answer));
  }

  @SuppressWarnings("unchecked") // What it does not answer itself, the whole one does.
  static <R> PendingLock<R> of(PendingLock<R> whole, Map<String, Answer> answers) {
    return (PendingLock<R>)
        Proxy.newProxyInstance(
            PendingLock.class.getClassLoader(),
            new Class<?>[] {PendingLock.class},
            (proxy, called, arguments) -> {
              Answer answer = answers.get(called.getName());
              if (answer != null) {
                return answer.of(arguments);
              }
              try {
                return called.invoke(whole, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
