package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The choice among real jars, by the real ServiceLoader, in a JVM of its own. */
class ProviderSelectionTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));

  @TempDir private Path directory;
  private JarMaker maker;
  private final List<Path> jars = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  @BeforeEach
  void putTheApiAndTheProgramOnThePath() throws IOException {
    maker = new JarMaker(directory, API);
    jars.add(API);
    jars.add(maker.ofPackage("probe", Selection.class));
  }

  @ParameterizedTest
  @EnumSource
  void theHighestPriorityWins(JavaPath path) throws Exception {
    add(PlugIn.available("middle", 50), PlugIn.available("high", 70), PlugIn.available("low", 3));

    SecondJvm.Output output = run(path);

    assertEquals(List.of("chosen: high"), output.linesWith("chosen"));
    assertEquals(
        List.of(
            "candidate: +high plugin.high.Provider ",
            "candidate: +middle plugin.middle.Provider ",
            "candidate: +low plugin.low.Provider "),
        output.linesWith("candidate"));
  }

  @ParameterizedTest
  @EnumSource
  void anUnavailableProviderLosesWhateverItsPriority(JavaPath path) throws Exception {
    add(PlugIn.unavailable("high", 70, "it is Tuesday"), PlugIn.available("low", 3));

    SecondJvm.Output output = run(path);

    assertEquals(List.of("chosen: low"), output.linesWith("chosen"));
    assertEquals(
        List.of("candidate: -high plugin.high.Provider it is Tuesday"),
        output.linesWith("candidate: -"));
  }

  @ParameterizedTest
  @EnumSource
  void aTieIsAnErrorThatNamesBoth(JavaPath path) throws Exception {
    add(PlugIn.available("left", 50), PlugIn.available("right", 50), PlugIn.available("low", 3));

    SecondJvm.Output output = run(path);

    assertError(output, "left", "right", "50", PageLocker.PROVIDER_PROPERTY);
  }

  @ParameterizedTest
  @EnumSource
  void thePropertyChoosesAgainstThePriority(JavaPath path) throws Exception {
    add(PlugIn.available("high", 70), PlugIn.available("low", 3));
    options.add("-D" + PageLocker.PROVIDER_PROPERTY + "=low");

    SecondJvm.Output output = run(path);

    assertEquals(List.of("chosen: low"), output.linesWith("chosen"));
  }

  @ParameterizedTest
  @EnumSource
  void aProviderNamedByThePropertyIsNeverReplaced(JavaPath path) throws Exception {
    add(PlugIn.available("high", 70), PlugIn.unavailable("low", 3, "it is Tuesday"));
    options.add("-D" + PageLocker.PROVIDER_PROPERTY + "=low");

    assertError(run(path), "low", "it is Tuesday");
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownNameInThePropertyIsAnErrorThatListsTheNames(JavaPath path) throws Exception {
    add(PlugIn.available("high", 70), PlugIn.available("low", 3));
    options.add("-D" + PageLocker.PROVIDER_PROPERTY + "=lwo");

    assertError(run(path), "lwo", "high", "low");
  }

  @ParameterizedTest
  @EnumSource
  void whereNoneIsAvailableTheErrorListsEveryCandidateWithItsReason(JavaPath path)
      throws Exception {
    add(PlugIn.unavailable("high", 70, "it is Tuesday"));
    add(PlugIn.unavailable("low", 3, "the moon is full"));

    assertError(run(path), "high", "it is Tuesday", "low", "the moon is full");
  }

  @ParameterizedTest
  @EnumSource
  void whereThereIsNoProviderTheErrorSaysWhatToAdd(JavaPath path) throws Exception {
    SecondJvm.Output output = run(path);

    assertError(output, "pagelock-provider-linux");
    assertEquals(List.of(), output.linesWith("candidate"));
  }

  @ParameterizedTest
  @EnumSource
  void aConstructorThatFailsHurtsNoOther(JavaPath path) throws Exception {
    PlugIn broken = PlugIn.available("broken", 70);
    add(broken.withConstructor("if (true) throw new IllegalStateException(\"no battery\");"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(run(path), "plugin.broken.Provider", "no battery");
  }

  @ParameterizedTest
  @EnumSource
  void aConstructorThatLacksALibraryHurtsNoOther(JavaPath path) throws Exception {
    PlugIn broken = PlugIn.available("broken", 70);
    add(broken.withConstructor("if (true) throw new UnsatisfiedLinkError(\"libbattery\");"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(run(path), "plugin.broken.Provider", "libbattery");
  }

  @ParameterizedTest
  @EnumSource
  void anAvailabilityThatThrowsHurtsNoOther(JavaPath path) throws Exception {
    PlugIn broken = PlugIn.available("broken", 70);
    add(broken.withAvailability("throw new NoClassDefFoundError(\"lost/Battery\");"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(run(path), "plugin.broken.Provider", "lost/Battery");
  }

  /** On the module path the JVM itself refuses such a jar. */
  @Test
  void aServicesFileThatNamesAMissingClassHurtsNoOther() throws Exception {
    jars.add(PlugIn.jarThatNamesAMissingClass(maker, "plugin.missing.Provider"));
    add(PlugIn.available("sound", 3));

    SecondJvm.Output output = run(JavaPath.CLASS_PATH);

    assertEquals(List.of("chosen: sound"), output.linesWith("chosen"));
    assertEquals(1, output.linesWith("candidate: -").size(), output::toString);
    assertContains(output.linesWith("candidate: -").get(0), "plugin.missing.Provider");
  }

  private void add(PlugIn... plugIns) throws IOException {
    for (PlugIn plugIn : plugIns) {
      jars.add(plugIn.jar(maker));
    }
  }

  private SecondJvm.Output run(JavaPath path) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(path.launch(jars, "probe", Selection.class));
    return new SecondJvm(directory).run(arguments);
  }

  private static void assertError(SecondJvm.Output output, String... parts) {
    assertEquals(List.of(), output.linesWith("chosen"));
    List<String> errors = output.linesWith("error: UNSUPPORTED: ");
    assertEquals(1, errors.size(), output::toString);
    assertContains(output.out().substring(output.out().indexOf("error: ")), parts);
  }

  private static void assertChosenDespite(
      SecondJvm.Output output, String implementation, String reason) {
    assertEquals(List.of("chosen: sound"), output.linesWith("chosen"));
    List<String> broken = output.linesWith("candidate: -");
    assertEquals(1, broken.size(), output::toString);
    assertContains(broken.get(0), implementation, reason);
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "“" + part + "” is missing in: " + text);
    }
  }
}
