package io.github.pagelock.internal.engine;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** The fake, with a populator that makes pages resident as a kernel's does. */
public final class Populating {
  private Populating() {}

  public static PageOperations over(FakeKernel kernel) {
    Populator populator = kernel::touch;
    return (PageOperations)
        Proxy.newProxyInstance(
            PageOperations.class.getClassLoader(),
            new Class<?>[] {PageOperations.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("populator")) {
                return Optional.of(populator);
              }
              try {
                return method.invoke(kernel, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
