package io.github.pagelock.it.probe;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks with Pagelock from two class loaders, each with a copy of the jars named in the argument,
 * one after the other and once more: {@code JARS KEEPS}. KEEPS tells whether the handles stay open.
 */
public final class TwoCopies {
  private static final List<Object> KEPT = new ArrayList<>();

  private TwoCopies() {}

  public static void main(String[] args) throws Exception {
    boolean keeps = Boolean.parseBoolean(args[1]);
    URL[] jars = Jars.of(args[0]);
    List<ClassLoader> copies = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ClassLoader copy = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
      copies.add(copy);
      Thread.currentThread().setContextClassLoader(copy);
      use(copy, keeps);
    }
    for (ClassLoader copy : copies) {
      Thread.currentThread().setContextClassLoader(copy);
      use(copy, keeps);
    }
    System.out.println("used twice each");
  }

  private static void use(ClassLoader copy, boolean keeps) throws Exception {
    Class<?> type = Class.forName("io.github.pagelock.PageLocker", true, copy);
    Object locker = type.getMethod("system").invoke(null);
    Class<?> rangeType = Class.forName("io.github.pagelock.MemoryRange", true, copy);
    Object range =
        rangeType
            .getMethod("ofAddress", long.class, long.class, Object.class)
            .invoke(null, 8192L, 1L, null);
    Object handle = type.getMethod("lock", rangeType).invoke(locker, range);
    if (keeps) {
      KEPT.add(handle);
    } else {
      ((AutoCloseable) handle).close();
    }
  }
}
