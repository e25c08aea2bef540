package io.github.pagelock.jna;

import io.github.pagelock.posix.Bridge;
import io.github.pagelock.posix.CannotCallException;
import java.util.function.Supplier;

/** Calls C by JNA. */
public final class JnaBridge implements Bridge {
  /** Why JNA failed first in this process, which the next provider is not told. */
  private static volatile String firstReason = "";

  /** Loads nothing: that begins with {@link #bind}. */
  public JnaBridge() {}

  @Override
  public String name() {
    return "jna";
  }

  @Override
  public <L> L bind(Class<?> provider, Supplier<L> binding) {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    try {
      // JNA's thread inherits it, and would keep an application's loader where JNA is the server's.
      thread.setContextClassLoader(null);
      return binding.get();
    } catch (VirtualMachineError outOfMemory) {
      throw outOfMemory;
    } catch (Error | RuntimeException e) {
      throw new CannotCallException(reason(e, provider));
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  /** A second use of a class that failed to load says only that it failed before. */
  private static String reason(Throwable failure, Class<?> provider) {
    if (JnaFailure.isRepeated(failure) && !firstReason.isEmpty()) {
      return firstReason;
    }
    JnaCopies copies = JnaCopies.find(provider.getClassLoader());
    String reason = JnaFailure.ofThisProcess(copies).explain(failure);
    firstReason = firstReason.isEmpty() ? reason : firstReason;
    return reason;
  }

  /**
   * Whether a class is never unloaded, as its loader is the JVM's own. JNA keeps what it maps
   * directly for ever, with its class loader: an application server would keep the application.
   */
  static boolean isPermanent(Class<?> type) {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    while (loader != null && loader != type.getClassLoader()) {
      loader = loader.getParent();
    }
    return loader == type.getClassLoader();
  }
}
