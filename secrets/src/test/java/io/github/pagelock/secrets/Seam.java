package io.github.pagelock.secrets;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A locker and its memories, with somebody between them and the pool. */
final class Seam {
  private Seam() {}

  /** Shows the memories that are allocated. */
  static PageLocker spying(PageLocker real, Consumer<LockedMemory> spy) {
    return wrap(
        PageLocker.class,
        real,
        (method, result) -> {
          if (result instanceof LockedMemory memory) {
            spy.accept(memory);
          }
          return result;
        });
  }

  /** Fails at the call of a locker or one of its memories that counts down from 0. */
  static PageLocker failing(PageLocker real, AtomicInteger countdown, Error failure) {
    return wrap(PageLocker.class, real, new Failing(countdown, failure));
  }

  /** What is done after a call. */
  interface After {
    default void before(Method method) {}

    Object result(Method method, Object result);
  }

  private record Failing(AtomicInteger countdown, Error failure) implements After {
    private static final List<String> COUNTED =
        List.of("allocate", "apply", "read", "seal", "promises", "degradation");

    @Override
    public void before(Method method) {
      if (COUNTED.contains(method.getName()) && countdown.getAndDecrement() == 0) {
        throw failure;
      }
    }

    @Override
    public Object result(Method method, Object result) {
      return result instanceof LockedMemory memory
          ? wrap(LockedMemory.class, memory, this)
          : result;
    }
  }

  private static <T> T wrap(Class<T> type, T real, After after) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              after.before(method);
              try {
                return after.result(method, method.invoke(real, arguments));
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
    return type.cast(proxy);
  }
}
