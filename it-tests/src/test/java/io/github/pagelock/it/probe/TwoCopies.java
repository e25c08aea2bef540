package io.github.pagelock.it.probe;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** Uses Pagelock from two class loaders, each with a copy of the jars named in the argument. */
public final class TwoCopies {
  private TwoCopies() {}

  public static void main(String[] args) throws Exception {
    URL[] jars = Jars.of(args[0]);
    List<ClassLoader> copies = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ClassLoader copy = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
      copies.add(copy);
      Thread.currentThread().setContextClassLoader(copy);
      use(copy);
    }
    for (ClassLoader copy : copies) {
      Thread.currentThread().setContextClassLoader(copy);
      use(copy);
    }
    System.out.println("used twice each");
  }

  private static void use(ClassLoader copy) throws ReflectiveOperationException {
    Class.forName("io.github.pagelock.PageLocker", true, copy).getMethod("system").invoke(null);
  }
}
