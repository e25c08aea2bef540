package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.example.search.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/examples/resident-index, as its users start it. */
class PortableLibraryTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));

  /** No privilege and a limit of 0; root loses CAP_IPC_LOCK only. */
  private static final List<String> WITHOUT_A_LIMIT_OR_PRIVILEGE =
      System.getProperty("user.name").equals("root")
          ? List.of("prlimit", "--memlock=0:0", "setpriv", "--bounding-set=-ipc_lock")
          : List.of("prlimit", "--memlock=0:0");

  @TempDir private Path directory;
  private Path index = API;
  private final List<Path> jars = new ArrayList<>();

  @BeforeEach
  void writeAnIndex() throws IOException {
    index = Files.write(directory.resolve("index"), new byte[3 << 20]);
    jars.add(API);
    jars.add(Path.of(JarMaker.location(Main.class)));
  }

  @ParameterizedTest
  @EnumSource
  void withAProviderEverythingIsLocked(JavaPath path) throws Exception {
    addLinux();

    assertEquals(List.of("ended: true", "byte 1: 0", "locked"), run(path, List.of(), "REQUIRED"));
  }

  @ParameterizedTest
  @EnumSource
  void withoutAProviderItDegradesAndSaysWhatToAdd(JavaPath path) throws Exception {
    List<String> lines = run(path, List.of(), "BEST_EFFORT");

    assertEquals(List.of("ended: true", "byte 1: 0"), lines.subList(0, 2));
    assertTrue(
        lines.get(2).startsWith("degraded: choosing a provider refused: UNSUPPORTED:"),
        lines::toString);
    assertTrue(lines.get(2).contains("add io.github.pagelock:pagelock, which"), lines::toString);
  }

  @ParameterizedTest
  @EnumSource
  void whereLockingIsNotAllowedItDegradesIfThatIsThePolicy(JavaPath path) throws Exception {
    addLinux();

    List<String> lines = run(path, WITHOUT_A_LIMIT_OR_PRIVILEGE, "BEST_EFFORT");

    assertEquals(List.of("ended: true", "byte 1: 0"), lines.subList(0, 2), lines::toString);
    assertTrue(lines.get(2).startsWith("degraded: lock("), lines::toString);
    assertTrue(lines.get(2).contains(" refused: NOT_PERMITTED: "), lines::toString);
  }

  @ParameterizedTest
  @EnumSource
  void whereLockingIsNotAllowedThereIsNoIndexIfItIsRequired(JavaPath path) throws Exception {
    addLinux();

    List<String> lines = run(path, WITHOUT_A_LIMIT_OR_PRIVILEGE, "REQUIRED");

    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("no index: lock("), lines::toString);
  }

  private void addLinux() {
    jars.addAll(ProviderJars.LINUX);
  }

  private List<String> run(JavaPath path, List<String> prefix, String policy) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(path.launch(jars, "org.example.search", Main.class));
    arguments.addAll(List.of(index.toString(), policy));
    return new SecondJvm(directory).run(prefix, arguments).out().lines().toList();
  }
}
