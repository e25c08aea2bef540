package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Libraries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JNA that a program has: {@code jna} or {@code jna-jpms}, the oldest that Pagelock works with
 * or the newest, alone and both, in either order. Memory is locked by it, and nothing is said.
 */
class JnaCopiesTest {
  private static final Path OTHERS =
      Path.of("..", "provider-linux", "target", "other-jna").toAbsolutePath();
  private static final List<Path> JNA = List.of(ProviderJars.JNA, OTHERS.resolve("jna-oldest.jar"));
  private static final List<Path> JNA_JPMS =
      List.of(OTHERS.resolve("jna-jpms.jar"), OTHERS.resolve("jna-jpms-oldest.jar"));

  @TempDir private Path directory;

  static List<List<Path>> copies() {
    List<List<Path>> copies = new ArrayList<>();
    JNA.forEach(jna -> copies.add(List.of(jna)));
    JNA_JPMS.forEach(jpms -> copies.add(List.of(jpms)));
    for (Path jna : JNA) {
      for (Path jpms : JNA_JPMS) {
        copies.add(List.of(jna, jpms));
        copies.add(List.of(jpms, jna));
      }
    }
    return copies;
  }

  @ParameterizedTest
  @MethodSource("copies")
  void onTheClassPathTheyLockAndNothingIsSaid(List<Path> copies) throws Exception {
    assertLocksInSilence(JavaPath.CLASS_PATH, "ALL-UNNAMED", copies);
  }

  /** Somebody else's module knows nothing of JNA, nor of what JNA itself needs. */
  @ParameterizedTest
  @MethodSource("copies")
  void onTheModulePathTheyLockAndNothingIsSaid(List<Path> copies) throws Exception {
    assertLocksInSilence(JavaPath.MODULE_PATH, "com.sun.jna", copies);
  }

  private void assertLocksInSilence(JavaPath path, String enabled, List<Path> copies)
      throws Exception {
    Path api = Path.of(JarMaker.location(PageLocker.class));
    List<Path> jars = new ArrayList<>();
    jars.add(api);
    jars.addAll(ProviderJars.LINUX);
    jars.remove(ProviderJars.JNA);
    for (Path copy : copies) {
      assertTrue(Files.isRegularFile(copy), copy::toString);
      jars.add(copy);
    }
    jars.add(new JarMaker(directory, api).ofPackage("probe", Libraries.class));
    List<String> arguments =
        new ArrayList<>(List.of(ProviderJars.BY_JNA, "--enable-native-access=" + enabled));
    arguments.addAll(path.launch(jars, "probe", Libraries.class));

    SecondJvm.Output output = new SecondJvm(directory).run(arguments);

    assertEquals(List.of("locked: true"), output.linesWith("locked"), output::toString);
    assertTrue(
        output.linesWith("code: ").stream().anyMatch(code -> code.contains("jna")),
        output::toString);
    assertEquals("", output.err());
  }
}
