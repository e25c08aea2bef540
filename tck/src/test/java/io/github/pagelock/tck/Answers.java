package io.github.pagelock.tck;

import io.github.pagelock.Pending;
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

  /** Wraps a pending lock; PendingLock.awaitAny does not know it any more. */
  static <P extends Pending> P of(Class<P> type, P whole, String method, Answer answer) {
    return of(type, whole, Map.of(method, answer));
  }

  static <P extends Pending> P of(Class<P> type, P whole, Map<String, Answer> answers) {
    Object wrapped =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
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
    return type.cast(wrapped);
  }
}
