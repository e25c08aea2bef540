package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Locking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bridge that there is, and the provider's bindings, work as jars of the class path and as
 * modules.
 */
class NativeCodeOnBothPathsTest {
  /** From this version on, native code that was not enabled on the command line is warned about. */
  private static final int FIRST_JDK_THAT_WARNS = 24;

  private static final String BRIDGES_MODULE =
      ProviderJars.HAVE_FFM ? "io.github.pagelock" : "com.sun.jna";

  private static final Path API = Path.of(JarMaker.location(PageLocker.class));

  @TempDir private Path directory;
  private final List<Path> jars = new ArrayList<>();

  @BeforeEach
  void putTheLinuxProviderOnThePath() throws Exception {
    jars.add(API);
    jars.add(new JarMaker(directory, API).ofPackage("probe", Locking.class));
    jars.addAll(ProviderJars.LINUX);
  }

  @ParameterizedTest
  @EnumSource
  void everyCallReachesTheKernelWithoutAnOption(JavaPath path) throws Exception {
    SecondJvm.Output output = run(path, List.of());

    assertLocked(path, output);
    assertEquals(
        Runtime.version().feature() >= FIRST_JDK_THAT_WARNS,
        warnsOfNativeAccess(output),
        output::err);
  }

  @ParameterizedTest
  @EnumSource
  void everyCallReachesTheKernelWithNativeAccessEnabledAndNothingIsWarnedAbout(JavaPath path)
      throws Exception {
    String module = path == JavaPath.MODULE_PATH ? BRIDGES_MODULE : "ALL-UNNAMED";

    SecondJvm.Output output = run(path, List.of("--enable-native-access=" + module));

    assertLocked(path, output);
    assertFalse(warnsOfNativeAccess(output), output::err);
  }

  private SecondJvm.Output run(JavaPath path, List<String> options) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(path.launch(jars, "probe", Locking.class));
    return new SecondJvm(directory).run(arguments);
  }

  private static void assertLocked(JavaPath path, SecondJvm.Output output) {
    List<String> expected =
        List.of(
            "module: " + (path == JavaPath.MODULE_PATH),
            "provider: linux",
            "limits known: true",
            "resident: true",
            "state: LOCKED",
            "as expected: true",
            "left: 0",
            "locked on fault: true");
    assertEquals(expected, output.out().lines().toList(), output::toString);
    assertTrue(output.err().lines().noneMatch(line -> line.startsWith("\tat ")), output::err);
  }

  private static boolean warnsOfNativeAccess(SecondJvm.Output output) {
    return output.err().toLowerCase(Locale.ROOT).contains("restricted method");
  }
}
