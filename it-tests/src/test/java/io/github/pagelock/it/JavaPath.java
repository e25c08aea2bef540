package io.github.pagelock.it;

import java.nio.file.Path;
import java.util.List;

/** The two ways to give jars to a JVM. */
enum JavaPath {
  CLASS_PATH {
    @Override
    List<String> launch(List<Path> jars, String module, Class<?> main) {
      return List.of("-cp", JarMaker.join(jars), main.getName());
    }
  },
  MODULE_PATH {
    @Override
    List<String> launch(List<Path> jars, String module, Class<?> main) {
      return List.of("-p", JarMaker.join(jars), "-m", module + "/" + main.getName());
    }
  };

  /** The arguments of java that run a main class with these jars. */
  abstract List<String> launch(List<Path> jars, String module, Class<?> main);
}
