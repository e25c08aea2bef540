package io.github.pagelock.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Calls somebody when a signal comes, until it is closed. The JDK has this in its module
 * jdk.unsupported alone, and javac's warning of that cannot be suppressed: hence by reflection.
 */
final class SignalHandler implements AutoCloseable {
  private final Method handle;
  private final Object signal;
  private final Object before;

  private SignalHandler(Method handle, Object signal, Object handler)
      throws ReflectiveOperationException {
    this.handle = handle;
    this.signal = signal;
    this.before = handle.invoke(null, signal, handler);
  }

  /**
   * Handles a signal. SIGHUP that the process was started to ignore, as nohup does, stays ignored.
   *
   * @param name without SIG
   * @param called on a thread of the JVM
   * @throws CliException if this JVM hands out no such signal
   */
  static SignalHandler on(String name, Runnable called) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  called.run();
                  return null;
                }
                throw new UnsupportedOperationException(method.getName());
              });
      Object signal = type.getConstructor(String.class).newInstance(name);
      return new SignalHandler(type.getMethod("handle", type, handlerType), signal, handler);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new CliException("SIG" + name + " cannot be handled here: " + why, e);
    }
  }

  @Override
  public void close() {
    try {
      handle.invoke(null, signal, before);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
