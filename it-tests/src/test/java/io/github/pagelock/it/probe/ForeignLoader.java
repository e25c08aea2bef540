package io.github.pagelock.it.probe;

import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.PageLockProvider;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;

/**
 * Selects while jars are visible only to a class loader of their own: {@code PARENT CONTEXT JARS…}.
 * PARENT is {@code application} or {@code platform}; CONTEXT tells whose context class loader it
 * is: {@code own}, that of this program's thread, or {@code other}: nobody's.
 */
public final class ForeignLoader {
  private ForeignLoader() {}

  public static void main(String[] args) throws Exception {
    ClassLoader parent =
        args[0].equals("platform")
            ? ClassLoader.getPlatformClassLoader()
            : ForeignLoader.class.getClassLoader();
    try (URLClassLoader foreign = new URLClassLoader("foreign", Jars.of(args[2]), parent)) {
      Thread.currentThread()
          .setContextClassLoader(
              args[1].equals("own") ? foreign : ClassLoader.getPlatformClassLoader());
      Selection.main(args);
      for (int i = 3; i < args.length; i++) {
        System.out.println("given: " + given(foreign, args[i]));
      }
    }
  }

  /** What no class loader shows can still be handed over. */
  private static String given(ClassLoader foreign, String implementation)
      throws ReflectiveOperationException {
    try {
      PageLockProvider provider =
          (PageLockProvider) foreign.loadClass(implementation).getConstructor().newInstance();
      try (PageLocker locker = PageLocker.builder().provider(provider).build()) {
        return locker.provider().toString();
      }
    } catch (InvocationTargetException e) {
      return String.valueOf(e.getCause());
    }
  }
}
