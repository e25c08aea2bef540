package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.TwoCopies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two copies of Pagelock in one process cannot see each other's locks. */
class SecondCopyTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));

  private static final String A_LOADER = "java\\.net\\.URLClassLoader@[0-9a-f]+@\\d+";
  private static final String WARNING =
      "WARNING: Pagelock is loaded twice in this process, by "
          + A_LOADER
          + " and by "
          + A_LOADER
          + ", and both hold locks: the copies do not know of each other's, so that one unlocks what"
          + " the other holds\\. Put pagelock-api where both can share it\\. .*";

  @TempDir private Path directory;

  @Test
  void aCopyThatLocksWhileAnotherHoldsLocksIsWarnedAboutOnce() throws Exception {
    List<String> warnings = run(true);

    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).matches(WARNING), warnings::toString);
  }

  /** As that of an application that was redeployed. */
  @Test
  void aCopyThatHoldsNothingIsNotWarnedAbout() throws Exception {
    assertEquals(List.of(), run(false));
  }

  private List<String> run(boolean keepsHandles) throws Exception {
    JarMaker maker = new JarMaker(directory, API);
    Path program = maker.ofPackage("probe", TwoCopies.class);
    Path provider = PlugIn.available("some", 5).jar(maker);
    List<String> arguments =
        new ArrayList<>(JavaPath.CLASS_PATH.launch(List.of(program), "probe", TwoCopies.class));
    arguments.add(JarMaker.join(List.of(API, provider)));
    arguments.add(String.valueOf(keepsHandles));
    SecondJvm.Output output = new SecondJvm(directory).run(arguments);
    assertEquals("used twice each", output.out().strip(), output::toString);
    return output.err().lines().filter(line -> line.startsWith("WARNING: ")).toList();
  }
}
