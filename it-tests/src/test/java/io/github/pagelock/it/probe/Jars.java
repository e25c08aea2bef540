package io.github.pagelock.it.probe;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;

/** Jars by which a program makes a class loader. */
final class Jars {
  private Jars() {}

  /** The jars of a class path. */
  static URL[] of(String classPath) throws MalformedURLException {
    List<URL> jars = new ArrayList<>();
    for (String jar : List.of(classPath.split(File.pathSeparator, -1))) {
      jars.add(new File(jar).toURI().toURL());
    }
    return jars.toArray(URL[]::new);
  }
}
