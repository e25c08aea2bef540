package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Locking;
import io.github.pagelock.it.probe.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.example.search.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both of Pagelock's providers beside each other, and where neither can be had. */
class FallbackTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final String FALLBACK = "-D" + PageLocker.PROVIDER_PROPERTY + "=fallback";
  private static final List<String> CANDIDATES =
      List.of(
          "candidate: +linux io.github.pagelock.provider.linux.LinuxProvider ",
          "candidate: +fallback io.github.pagelock.provider.fallback.FallbackProvider ");

  @TempDir private Path directory;
  private final List<Path> jars = new ArrayList<>();

  @BeforeEach
  void putBothOnThePath() {
    jars.add(API);
    jars.addAll(ProviderJars.BOTH);
  }

  @ParameterizedTest
  @EnumSource
  void linuxWinsByItsPriority(JavaPath path) throws Exception {
    SecondJvm.Output output = run(path, Selection.class, List.of());

    assertEquals(List.of("chosen: linux"), output.linesWith("chosen"), output::toString);
    assertEquals(CANDIDATES, output.linesWith("candidate"));
  }

  @ParameterizedTest
  @EnumSource
  void thePropertyChoosesTheFallbackAndItReachesTheKernel(JavaPath path) throws Exception {
    SecondJvm.Output output = run(path, Locking.class, List.of(FALLBACK));

    assertEquals(
        List.of(
            "module: " + (path == JavaPath.MODULE_PATH),
            "provider: fallback",
            "limits known: true",
            "resident: unsupported",
            "state: unsupported",
            "as expected: true",
            "left: 0",
            "locked on fault: unsupported"),
        output.out().lines().toList(),
        output::toString);
    assertTrue(output.err().lines().noneMatch(line -> line.startsWith("\tat ")), output::err);
  }

  /** On its own it needs nothing of the other. */
  @ParameterizedTest
  @EnumSource
  void aloneItIsChosen(JavaPath path) throws Exception {
    jars.removeAll(ProviderJars.BOTH);
    jars.addAll(ProviderJars.FALLBACK);

    SecondJvm.Output output = run(path, Selection.class, List.of());

    assertEquals(List.of("chosen: fallback"), output.linesWith("chosen"), output::toString);
  }

  /** The JVM tells the second one only that the class failed before. */
  @ParameterizedTest
  @EnumSource
  void whereJnaCannotBeLoadedBothSayWhy(JavaPath path) throws Exception {
    SecondJvm.Output output =
        run(path, Selection.class, List.of(ProviderJars.BY_JNA, "-Djna.noclasspath=true"));

    assertEquals(List.of(), output.linesWith("chosen"), output::toString);
    List<String> candidates = output.linesWith("candidate: -");
    assertEquals(2, candidates.size(), output::toString);
    for (String candidate : candidates) {
      assertTrue(candidate.contains("-Djna.boot.library.path=DIR"), candidate);
    }
  }

  @Test
  void withoutJnaBestEffortRunsAndSaysWhyNothingIsLocked() throws Exception {
    jars.remove(ProviderJars.JNA);
    jars.add(Path.of(JarMaker.location(Main.class)));
    Path index = Files.write(directory.resolve("index"), new byte[3 << 20]);
    List<String> arguments = new ArrayList<>(List.of(ProviderJars.BY_JNA));
    arguments.addAll(JavaPath.CLASS_PATH.launch(jars, "org.example.search", Main.class));
    arguments.addAll(List.of(index.toString(), "BEST_EFFORT"));

    List<String> lines = new SecondJvm(directory).run(arguments).out().lines().toList();

    assertEquals(List.of("ended: true", "byte 1: 0"), lines.subList(0, 2));
    String all = String.join("\n", lines);
    assertTrue(lines.get(2).startsWith("degraded: choosing a provider refused: UNSUPPORTED"), all);
    assertTrue(all.contains("fallback"), all);
    assertEquals(3, all.split("JNA is not on the class path", -1).length, all);
  }

  private SecondJvm.Output run(JavaPath path, Class<?> main, List<String> options)
      throws IOException, InterruptedException {
    jars.add(new JarMaker(directory, API).ofPackage("probe", main));
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(path.launch(jars, "probe", main));
    return new SecondJvm(directory).run(arguments);
  }
}
