package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Libraries;
import io.github.pagelock.it.probe.Selection;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.provider.linux.LinuxProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By which bridge the provider for Linux calls C, and what it says where there is none. */
class BridgeTest {
  private static final String NO_FFM_HERE = "Java calls C by itself, or these jars do";
  private static final String NO_FFM = "needs Java 22 and jars that were built there";
  private static final String BRIDGE = "-D" + NativeAccess.BRIDGE_PROPERTY + "=";
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final Path LINUX = Path.of(JarMaker.location(LinuxProvider.class));

  /** From this version on the JVM can forbid native access. */
  private static final int FIRST_JDK_THAT_DENIES = 24;

  @TempDir private Path directory;
  private final List<Path> jars = new ArrayList<>();
  private Path probe = Path.of("");

  @BeforeEach
  void putTheLinuxProviderAloneOnThePath() throws IOException {
    probe = new JarMaker(directory, API).ofPackage("probe", Libraries.class);
    jars.add(API);
    jars.add(LINUX);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatDoesNotExistIsRefusedByName(JavaPath path) throws Exception {
    jars.addAll(ProviderJars.LINUX);
    assertEquals(
        "io.github.pagelock.bridge=rmi names no bridge: ffm or jna", refusal(path, BRIDGE + "rmi"));
  }

  @ParameterizedTest
  @EnumSource
  void whereJavaHasNoneFfmIsNotReplaced(JavaPath path) throws Exception {
    assumeFalse(ProviderJars.HAVE_FFM, NO_FFM_HERE);
    jars.addAll(ProviderJars.LINUX);
    String reason = refusal(path, BRIDGE + "ffm");
    assertTrue(
        reason.startsWith("this is Java " + Runtime.version().feature())
            || reason.startsWith("this jar of Pagelock was built without its part for Java 22"),
        reason);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnyItSaysInASentenceWhatToAdd(JavaPath path) throws Exception {
    assumeFalse(ProviderJars.HAVE_FFM, NO_FFM_HERE);
    String reason = refusal(path, "-Dnothing=said");
    assertTrue(reason.startsWith(jnaIsMissing() + " ("), reason);
    assertEquals(-1, reason.indexOf(". "), reason);
  }

  @ParameterizedTest
  @EnumSource
  void jnaThatIsNotThereIsNotReplaced(JavaPath path) throws Exception {
    assertEquals(jnaIsMissing(), refusal(path, BRIDGE + "jna"));
  }

  private static String jnaIsMissing() {
    return "JNA's bridge is not there: add io.github.pagelock:pagelock-jna, which brings JNA";
  }

  @ParameterizedTest
  @EnumSource
  void whereItIsForbiddenTheSentenceNamesTheOptionAndTheOptionHelps(JavaPath path)
      throws Exception {
    assumeTrue(
        Runtime.version().feature() >= FIRST_JDK_THAT_DENIES,
        "the JVM can forbid native access since version 24");
    assumeTrue(ProviderJars.HAVE_FFM, NO_FFM);
    jars.addAll(ProviderJars.LINUX);
    String enable =
        "--enable-native-access="
            + (path == JavaPath.MODULE_PATH ? "io.github.pagelock" : "ALL-UNNAMED");
    String deny = "--illegal-native-access=deny";

    assertEquals("the JVM forbids native access: start it with " + enable, refusal(path, deny));

    SecondJvm.Output output = run(path, Selection.class, List.of(deny, enable));
    assertEquals(List.of("chosen: linux"), output.linesWith("chosen"), output::toString);
    assertEquals("", output.err());
  }

  @ParameterizedTest
  @EnumSource
  void withoutJnaOnlyTheJdksLibrariesAndTheSystemsAreThere(JavaPath path) throws Exception {
    assumeTrue(ProviderJars.HAVE_FFM, NO_FFM);

    SecondJvm.Output output = run(path, Libraries.class, List.of());

    assertEquals(List.of("locked: true"), output.linesWith("locked"), output::toString);
    assertLibrariesAreOf(Path.of(System.getProperty("java.home")), output);
  }

  /** The system's: what the JVM itself needs. */
  static void assertLibrariesAreOf(Path jdk, SecondJvm.Output output) {
    List<String> code = output.linesWith("code: ");
    assertTrue(code.stream().anyMatch(line -> line.endsWith("/libjvm.so")), code::toString);
    assertEquals(
        List.of(),
        code.stream()
            .map(line -> line.substring("code: ".length()))
            .filter(file -> !Path.of(file).startsWith(jdk))
            .filter(file -> !file.matches(".*/(lib(c|m|dl|rt|pthread)|ld-[^/]*)[.-][^/]*"))
            .toList());
  }

  /** Why the provider is not available. */
  private String refusal(JavaPath path, String option) throws Exception {
    SecondJvm.Output output = run(path, Selection.class, List.of(option));
    String prefix = "candidate: -linux io.github.pagelock.provider.linux.LinuxProvider ";
    List<String> candidates = output.linesWith(prefix);
    assertEquals(1, candidates.size(), output::toString);
    assertEquals(List.of(), output.linesWith("chosen"), output::toString);
    return candidates.get(0).substring(prefix.length());
  }

  private SecondJvm.Output run(JavaPath path, Class<?> main, List<String> options)
      throws Exception {
    List<Path> distinct = new ArrayList<>(jars.stream().distinct().toList());
    distinct.add(probe);
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(path.launch(distinct, "probe", main));
    return new SecondJvm(directory).run(arguments);
  }
}
