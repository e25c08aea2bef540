package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Arguments: seed, first round, rounds, seconds without progress that are a hang, and what is
 * broken on purpose ({@link Sabotage}). Exit code 0: every round ended as it should; 2: one did
 * not, which is told; 3: nothing moved any more.
 */
public final class WorstDayMain {
  private WorstDayMain() {}

  public static void main(String[] arguments) throws Exception {
    Sabotage sabotage = Sabotage.valueOf(arguments[4]);
    FaultLoader loader = new FaultLoader(WorstDayMain.class.getClassLoader(), sabotage);
    for (String name : classesThatFail()) {
      loader.loadClass(name); // all, and in this order, so that sites keep their numbers
    }
    Class<?> rounds = loader.loadClass("io.github.pagelock.provider.linux.worstday.Rounds");
    try {
      rounds
          .getMethod("run", long.class, int.class, int.class, int.class, boolean.class)
          .invoke(
              null,
              Long.parseLong(arguments[0]),
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              sabotage == Sabotage.UNLOCK);
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(4);
    }
    System.out.println(Faults.summary());
    System.out.flush();
    // Not by the last thread's end: the library's are daemons, the rounds' are idle.
    System.exit(0);
  }

  private static List<String> classesThatFail() throws Exception {
    Path code =
        Path.of(PageLocker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(code)) {
      return classesBelow(code);
    }
    try (FileSystem jar = FileSystems.newFileSystem(code)) {
      return classesBelow(jar.getPath("/"));
    }
  }

  private static List<String> classesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("io/github/pagelock"))) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .filter(FaultLoader::fails)
          .sorted()
          .toList();
    }
  }
}
