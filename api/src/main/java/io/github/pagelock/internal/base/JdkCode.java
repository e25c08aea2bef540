package io.github.pagelock.internal.base;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Objects that consist of the JDK's own classes, put together of method handles. What lives longer
 * than an application, as threads and the MBean server do, may hold such an object without keeping
 * the application's class loader alive (X6).
 */
public final class JdkCode {
  public static final MethodHandles.Lookup PUBLIC = MethodHandles.publicLookup();

  private JdkCode() {}

  public static <T> T as(Class<T> type, MethodHandle code) {
    Thread caller = Thread.currentThread();
    ClassLoader context = caller.getContextClassLoader();
    try {
      // Where JDK 17 defines the class; else it would be the application's loader.
      caller.setContextClassLoader(ClassLoader.getSystemClassLoader());
      return MethodHandleProxies.asInterfaceInstance(type, code);
    } finally {
      caller.setContextClassLoader(context);
    }
  }

  /** {@code () -> reference.get()}. */
  public static MethodHandle get(Reference<?> reference) throws ReflectiveOperationException {
    return PUBLIC
        .findVirtual(Reference.class, "get", MethodType.methodType(Object.class))
        .bindTo(reference);
  }

  /** {@code object -> object != null}. */
  static MethodHandle isThere() throws ReflectiveOperationException {
    return PUBLIC.findStatic(
        Objects.class, "nonNull", MethodType.methodType(boolean.class, Object.class));
  }

  /** As {@code (receiver, a, b) -> receiver == null ? null : call(receiver, a, b)}. */
  public static MethodHandle ifThere(MethodHandle call) throws ReflectiveOperationException {
    MethodHandle generic = call.asType(call.type().changeParameterType(0, Object.class));
    MethodType type = generic.type();
    return MethodHandles.guardWithTest(
        MethodHandles.dropArguments(
            isThere(), 1, type.parameterList().subList(1, type.parameterCount())),
        generic,
        MethodHandles.empty(type));
  }

  /**
   * As {@code while (listener.get() != null) { listener.get()?.accept(wait()); }}.
   *
   * @param listener of what the wait gives
   * @param wait without arguments
   */
  static Runnable whileThere(Reference<? extends Consumer<?>> listener, MethodHandle wait)
      throws ReflectiveOperationException {
    MethodHandle get = get(listener);
    MethodHandle tell =
        ifThere(
            PUBLIC.findVirtual(
                Consumer.class, "accept", MethodType.methodType(void.class, Object.class)));
    // In this order it waits first, and nothing of the listener is on its stack meanwhile.
    MethodHandle tellNext =
        MethodHandles.collectArguments(
            MethodHandles.collectArguments(tell, 0, get),
            0,
            wait.asType(MethodType.methodType(Object.class)));
    return as(
        Runnable.class,
        MethodHandles.whileLoop(null, MethodHandles.filterReturnValue(get, isThere()), tellNext));
  }
}
