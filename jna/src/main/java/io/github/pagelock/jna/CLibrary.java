package io.github.pagelock.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Binds calls of the C library that this process has loaded already. JNA's handle of it is closed
 * as soon as all is bound: while one is open JNA keeps a thread, which keeps JNA's class loader,
 * for ever in an application that was undeployed. The process has its C library whether the handle
 * is open or not, and JNA keeps the functions that were found.
 */
public enum CLibrary {
  /**
   * By direct mapping: half the time of a call by a function, but JNA keeps the class that declares
   * it, and so the class loader, for ever.
   */
  DIRECTLY {
    @Override
    public <C extends Library> C bind(Class<C> calls, Supplier<? extends C> direct) {
      // Outside of the try: if JNA itself cannot be loaded, only the first error says why.
      NativeLibrary process = NativeLibrary.getInstance(null, OURS);
      C bound = direct.get();
      try (process) {
        Native.register(bound.getClass(), process);
      } catch (UnsatisfiedLinkError notVisible) {
        try (NativeLibrary byName = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME, OURS)) {
          Native.register(bound.getClass(), byName);
        }
      }
      return bound;
    }
  },

  /** By JNA's functions, which can go with their class loader. */
  BY_FUNCTIONS {
    @Override
    public <C extends Library> C bind(Class<C> calls, Supplier<? extends C> direct) {
      return functions(calls, false);
    }
  };

  /** By an option of its own it is a library of its own, so that nobody else's is closed. */
  private static final Map<String, Boolean> OURS = Map.of(CLibrary.class.getName(), true);

  /**
   * The way that suits who calls.
   *
   * @param caller a provider's class
   * @return the fastest that does not keep its class loader for ever
   */
  public static CLibrary suiting(Class<?> caller) {
    return JnaBridge.isPermanent(caller) ? DIRECTLY : BY_FUNCTIONS;
  }

  /**
   * Binds calls.
   *
   * @param <C> the calls
   * @param calls the functions of the C library, by their names
   * @param direct makes an object whose class declares the same as native methods
   * @return the bound calls
   * @throws LinkageError if JNA cannot be loaded, or one of the functions is missing
   */
  public abstract <C extends Library> C bind(Class<C> calls, Supplier<? extends C> direct);

  /**
   * Binds those of the calls that there are, by functions.
   *
   * @param <C> the calls
   * @param calls the functions of the C library, by their names; one that is missing says so when
   *     it is called
   * @return the bound calls
   * @throws LinkageError if JNA cannot be loaded
   */
  public static <C extends Library> C whatThereIs(Class<C> calls) {
    return functions(calls, true);
  }

  private static <C extends Library> C functions(Class<C> calls, boolean someMayBeMissing) {
    C bound = Native.load(Platform.C_LIBRARY_NAME, calls, OURS);
    try (NativeLibrary library =
        ((Library.Handler) Proxy.getInvocationHandler(bound)).getNativeLibrary()) {
      for (Method call : calls.getMethods()) {
        find(library, call.getName(), someMayBeMissing);
      }
    }
    return bound;
  }

  private static void find(NativeLibrary library, String name, boolean mayBeMissing) {
    try {
      library.getFunction(name);
    } catch (UnsatisfiedLinkError missing) {
      if (!mayBeMissing) {
        throw missing;
      }
    }
  }
}
