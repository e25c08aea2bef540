package io.github.pagelock.loading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * X5: when a request ends or pages are unlocked, memory may be gone, or the class loader stopped:
 * nothing of Pagelock's is loaded for the first time then. A main class opens a provider, calls
 * {@link Moment#opened()}, goes every such way, and calls {@link Moment#done()}.
 */
public abstract class LoadedAtOpen {
  private static final Path TESTS = Path.of("target", "test-classes").toAbsolutePath();
  private static final String OWN_PACKAGE = LoadedAtOpen.class.getPackageName() + ".";

  @TempDir Path directory;

  private final Class<?> main;
  private final String said;
  private final List<Class<?>> needed;

  /**
   * For a main class.
   *
   * @param main of the tests of a provider
   * @param said what its output holds if it went every way
   * @param needed a class of the provider, and one of each library that it needs
   */
  protected LoadedAtOpen(Class<?> main, String said, Class<?>... needed) {
    this.main = main;
    this.said = said;
    this.needed = List.of(needed);
  }

  private static Path codeOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private String classPath() {
    Stream<Class<?>> shared = Stream.of(PageLocker.class, LoadedAtOpen.class);
    Stream<Path> code = Stream.concat(shared, needed.stream()).map(LoadedAtOpen::codeOf);
    return Stream.concat(code, Stream.of(TESTS))
        .map(Path::toString)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOfTests(String name) {
    return name.startsWith(OWN_PACKAGE)
        || Files.exists(TESTS.resolve(name.split("[$]", 2)[0].replace('.', '/') + ".class"));
  }

  @Test
  void nothingIsLoadedLater() throws Exception {
    Path log = directory.resolve("classes.txt");
    Path output = directory.resolve("output.txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log + "::filesize=0",
                "-cp",
                classPath(),
                main.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = child.waitFor(120, TimeUnit.SECONDS);
    child.destroyForcibly();
    String told = Files.readString(output);
    assertTrue(ended, () -> "still running: " + told);
    assertTrue(told.contains(said), told);

    List<String> loaded =
        Files.readAllLines(log).stream()
            .map(line -> line.replaceFirst("^(\\[[^]]*\\] *)+", ""))
            .filter(line -> line.startsWith("io.github.pagelock."))
            .map(line -> line.split(" ", 2)[0])
            .toList();
    int opened = loaded.indexOf(Moment.Opened.class.getName());
    int done = loaded.indexOf(Moment.Done.class.getName());
    assertTrue(0 < opened && opened < done, loaded::toString);
    List<String> late =
        loaded.subList(opened + 1, done).stream().filter(name -> !isOfTests(name)).toList();
    assertEquals(List.of(), late);
  }
}
