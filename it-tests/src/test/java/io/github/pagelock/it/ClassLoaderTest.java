package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.ForeignLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that not every class loader of a process sees, as in application servers. */
class ClassLoaderTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final String NONE_FOUND =
      "error: UNSUPPORTED: choosing a provider refused: UNSUPPORTED: no page lock provider was"
          + " found: add io.github.pagelock:pagelock, which brings one";

  @TempDir private Path directory;
  private JarMaker maker;
  private Path program;
  private Path plugIn;

  @BeforeEach
  void makeTheJars() throws IOException {
    maker = new JarMaker(directory, API);
    program = maker.ofPackage("probe", ForeignLoader.class);
    plugIn = PlugIn.available("some", 5).jar(maker);
  }

  @Test
  void aProviderThatOnlyTheContextClassLoaderSeesIsFound() throws Exception {
    SecondJvm.Output output =
        run(List.of(API, program), "application", "own", List.of(plugIn), List.of());

    assertEquals(List.of("chosen: some"), output.linesWith("chosen"), output::toString);
  }

  @Test
  void aProviderThatOnlyTheApisClassLoaderSeesIsFound() throws Exception {
    Path other = PlugIn.available("other", 7).jar(maker);

    SecondJvm.Output output =
        run(List.of(API, program, plugIn), "application", "other", List.of(other), List.of());

    assertEquals(List.of("chosen: some"), output.linesWith("chosen"), output::toString);
    assertEquals(List.of("candidate: +some plugin.some.Provider "), output.linesWith("candidate"));
  }

  @Test
  void aProviderThatBothSeeIsOneCandidate() throws Exception {
    SecondJvm.Output output =
        run(List.of(API, program, plugIn), "application", "own", List.of(plugIn), List.of());

    assertEquals(List.of("chosen: some"), output.linesWith("chosen"), output::toString);
    assertEquals(List.of("candidate: +some plugin.some.Provider "), output.linesWith("candidate"));
  }

  @Test
  void aProviderThatNeitherSeesIsNotFoundButCanBeGiven() throws Exception {
    SecondJvm.Output output =
        run(
            List.of(API, program),
            "application",
            "other",
            List.of(plugIn),
            List.of("plugin.some.Provider"));

    assertTrue(output.out().startsWith(NONE_FOUND), output::toString);
    assertEquals(List.of(), output.linesWith("candidate"));
    assertEquals(
        List.of(
            "given: ProviderChoice[name=some, why=it was given to PageLocker.builder(), bridge=]"),
        output.linesWith("given"));
  }

  /** Its interface is that of the other copy, so this one cannot use it. */
  @Test
  void aProviderOfAnotherCopyOfTheApiIsACandidateThatSaysWhyItIsUseless() throws Exception {
    SecondJvm.Output output =
        run(List.of(API, program), "platform", "own", List.of(API, plugIn), List.of());

    assertTrue(output.out().startsWith("error: "), output::toString);
    assertEquals(
        List.of(
            "candidate: -(unknown) not instantiated io.github.pagelock.spi.PageLockProvider:"
                + " plugin.some.Provider not a subtype"),
        output.linesWith("candidate"));
  }

  private SecondJvm.Output run(
      List<Path> classPath, String parent, String context, List<Path> foreign, List<String> given)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(JavaPath.CLASS_PATH.launch(classPath, "probe", ForeignLoader.class));
    arguments.addAll(List.of(parent, context, JarMaker.join(foreign)));
    arguments.addAll(given);
    return new SecondJvm(directory).run(arguments);
  }
}
