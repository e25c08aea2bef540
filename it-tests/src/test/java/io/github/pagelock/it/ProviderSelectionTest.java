package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    assertError(
        output,
        "several page lock providers of the same priority are available:"
            + " left (plugin.left.Provider, priority 50); right (plugin.right.Provider, priority"
            + " 50); name one with -Dio.github.pagelock.provider=NAME or"
            + " PageLocker.builder().provider(NAME)");
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

    assertError(
        run(path),
        "the page lock provider 'low' (the system property io.github.pagelock.provider) is not"
            + " available: it is Tuesday");
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownNameInThePropertyIsAnErrorThatListsTheNames(JavaPath path) throws Exception {
    add(PlugIn.available("high", 70), PlugIn.available("low", 3));
    options.add("-D" + PageLocker.PROVIDER_PROPERTY + "=lwo");

    assertError(
        run(path),
        "no page lock provider is named 'lwo' (the system property io.github.pagelock.provider);"
            + " found: high (plugin.high.Provider, priority 70); low (plugin.low.Provider,"
            + " priority 3)");
  }

  @ParameterizedTest
  @EnumSource
  void whereNoneIsAvailableTheErrorListsEveryCandidateWithItsReason(JavaPath path)
      throws Exception {
    add(PlugIn.unavailable("high", 70, "it is Tuesday"));
    add(PlugIn.unavailable("low", 3, "the moon is full"));

    assertError(
        run(path),
        "none of the page lock providers that were found is available: high (plugin.high.Provider):"
            + " it is Tuesday; low (plugin.low.Provider): the moon is full");
  }

  @ParameterizedTest
  @EnumSource
  void whereThereIsNoProviderTheErrorSaysWhatToAdd(JavaPath path) throws Exception {
    SecondJvm.Output output = run(path);

    assertError(
        output,
        "no page lock provider was found: add io.github.pagelock:pagelock, which"
            + " brings one for each system, to what the program depends on");
    assertEquals(List.of(), output.linesWith("candidate"));
  }

  @ParameterizedTest
  @EnumSource
  void aConstructorThatFailsHurtsNoOther(JavaPath path) throws Exception {
    PlugIn broken = PlugIn.available("broken", 70);
    add(broken.withConstructor("if (true) throw new IllegalStateException(\"no battery\");"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(
        run(path),
        "candidate: -(unknown) not instantiated io.github.pagelock.spi.PageLockProvider: Provider"
            + " plugin.broken.Provider could not be instantiated: java.lang.IllegalStateException:"
            + " no battery");
  }

  @ParameterizedTest
  @EnumSource
  void aConstructorThatLacksALibraryHurtsNoOther(JavaPath path) throws Exception {
    PlugIn broken = PlugIn.available("broken", 70);
    add(broken.withConstructor("if (true) throw new UnsatisfiedLinkError(\"libbattery\");"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(
        run(path),
        "candidate: -(unknown) not instantiated io.github.pagelock.spi.PageLockProvider: Provider"
            + " plugin.broken.Provider could not be instantiated: java.lang.UnsatisfiedLinkError:"
            + " libbattery");
  }

  @ParameterizedTest
  @EnumSource
  void anAvailabilityThatThrowsHurtsNoOther(JavaPath path) throws Exception {
    PlugIn broken = PlugIn.available("broken", 70);
    add(broken.withAvailability("throw new NoClassDefFoundError(\"lost/Battery\");"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(
        run(path),
        "candidate: -(unknown) plugin.broken.Provider asking it whether it is available failed:"
            + " java.lang.NoClassDefFoundError: lost/Battery");
  }

  /** On the module path the JVM itself refuses such a jar. */
  @Test
  void aServicesFileThatNamesAMissingClassHurtsNoOther() throws Exception {
    jars.add(PlugIn.jarThatNamesAMissingClass(maker, "plugin.missing.Provider"));
    add(PlugIn.available("sound", 3));

    assertChosenDespite(
        run(JavaPath.CLASS_PATH),
        "candidate: -(unknown) not instantiated io.github.pagelock.spi.PageLockProvider: Provider"
            + " plugin.missing.Provider not found");
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

  private static void assertError(SecondJvm.Output output, String because) {
    assertEquals(
        List.of("error: UNSUPPORTED: choosing a provider refused: UNSUPPORTED: " + because + "."),
        output.out().lines().limit(1).toList(),
        output::toString);
  }

  private static void assertChosenDespite(SecondJvm.Output output, String broken) {
    assertEquals(List.of("chosen: sound"), output.linesWith("chosen"));
    assertEquals(List.of(broken), output.linesWith("candidate: -"), output::toString);
  }
}
