package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.example.guest.GuestProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody else's provider, a jar and module of its own, beside ours. It has priority 50. */
class ThirdPartyTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final String GUEST = "candidate: +guest org.example.guest.GuestProvider ";
  private static final String LINUX =
      "candidate: +linux io.github.pagelock.provider.linux.LinuxProvider ";

  @TempDir private Path directory;
  private JarMaker maker;
  private final List<Path> jars = new ArrayList<>();

  @BeforeEach
  void putTheProviderOnThePath() throws IOException {
    maker = new JarMaker(directory, API);
    jars.add(API);
    jars.add(maker.ofPackage("probe", Selection.class));
    jars.add(Path.of(JarMaker.location(GuestProvider.class)));
  }

  @ParameterizedTest
  @EnumSource
  void aloneItIsFoundAndChosen(JavaPath path) throws Exception {
    assertChoice(run(path), "guest", GUEST);
  }

  @ParameterizedTest
  @EnumSource
  void itWinsByItsPriority(JavaPath path) throws Exception {
    jars.add(PlugIn.available("low", 49).jar(maker));

    assertChoice(run(path), "guest", GUEST, "candidate: +low plugin.low.Provider ");
  }

  @ParameterizedTest
  @EnumSource
  void oursForLinuxWinsByItsPriority(JavaPath path) throws Exception {
    addLinux();

    assertChoice(run(path), "linux", LINUX, GUEST);
  }

  @ParameterizedTest
  @EnumSource
  void itsNameChoosesItAgainstThePriority(JavaPath path) throws Exception {
    addLinux();

    assertChoice(run(path, "-D" + PageLocker.PROVIDER_PROPERTY + "=guest"), "guest", LINUX, GUEST);
  }

  private void addLinux() {
    jars.addAll(ProviderJars.LINUX);
  }

  private SecondJvm.Output run(JavaPath path, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(path.launch(jars, "probe", Selection.class));
    return new SecondJvm(directory).run(arguments);
  }

  private static void assertChoice(SecondJvm.Output output, String chosen, String... candidates) {
    assertEquals(List.of("chosen: " + chosen), output.linesWith("chosen"), output::toString);
    assertEquals(List.of(candidates), output.linesWith("candidate"));
  }
}
