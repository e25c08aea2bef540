package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.files.ResidentFile;
import io.github.pagelock.it.server.Redeploys;
import io.github.pagelock.it.webapp.Application;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat redeploys an application ten times: what it brought goes with it (X6). */
class ApplicationServerTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final Path FILES = Path.of(JarMaker.location(ResidentFile.class));
  private static final List<Path> TOMCAT =
      List.of(
          Path.of(JarMaker.location(Tomcat.class)),
          Path.of(JarMaker.location(PostConstruct.class)));

  @TempDir private Path directory;
  private final List<Path> server = new ArrayList<>(TOMCAT);
  private final List<Path> application = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  @BeforeEach
  void makeTheJars() throws IOException {
    JarMaker maker = new JarMaker(directory, API);
    server.add(maker.ofPackage("server", Redeploys.class));
    application.add(maker.ofPackage("webapp", Application.class));
  }

  /** A JDK cache may hold the last one. */
  private static void assertNothingIsLeft(SecondJvm.Output output) {
    assertTrue(
        List.of("alive: 0", "alive: 1").containsAll(output.linesWith("alive: ")), output::toString);
    assertEquals(1, output.linesWith("alive: ").size(), output::toString);
    assertEquals(List.of(), output.linesWith("not started"), output::toString);
    assertEverythingWasLoaded(output);
  }

  /** Tomcat's words for the use of a stopped class loader; JNA's own finalizer does that too. */
  private static void assertEverythingWasLoaded(SecondJvm.Output output) {
    assertFalse(output.err().contains("Could not load [io.github.pagelock"), output::err);
    assertFalse(output.err().contains("NoClassDefFoundError: io/github/pagelock"), output::err);
  }

  private static void assertNothingIsLocked(SecondJvm.Output output) {
    assertEquals(List.of("locked: 0"), output.linesWith("locked: "), output::toString);
  }

  @Test
  void anApplicationThatClosesItsHandlesGoesWithItsCopyOfPagelock() throws Exception {
    SecondJvm.Output output = withACopy("nothing");

    assertNothingIsLeft(output);
    assertNothingIsLocked(output);
    assertFalse(output.err().contains("Pagelock is loaded twice"), output::err);
    assertFalse(output.err().contains("was lost"), output::err);
    assertFalse(output.err().contains("[pagelock-"), output::err);
  }

  /** Handles in static fields are reachable as long as their class is. */
  @Test
  void whatAnApplicationLeavesIsUnlockedAndUnregisteredWhenItGoes() throws Exception {
    SecondJvm.Output output = withACopy("static,bean");

    assertNothingIsLeft(output);
    assertNothingIsLocked(output);
  }

  /** Its thread is a root. */
  @Test
  void aDirectoryThatAnApplicationLeavesFollowedDoesNotKeepIt() throws Exception {
    SecondJvm.Output output = withACopy("followed");

    assertNothingIsLeft(output);
    assertNothingIsLocked(output);
    assertTrue(output.err().contains("was followed, lost without close()"), output::err);
  }

  @Test
  void norDoesOneOfTheServersPagelock() throws Exception {
    server.addAll(List.of(API, FILES));
    server.addAll(ProviderJars.LINUX);
    SecondJvm.Output output = run("followed");

    assertNothingIsLeft(output);
    assertNothingIsLocked(output);
  }

  @Test
  void aHandleThatIsLostInAStoppedApplicationIsUnlocked() throws Exception {
    SecondJvm.Output output = withACopy("field");

    assertEquals(List.of("locked when stopped: 20"), output.linesWith("locked when"));
    assertNothingIsLocked(output);
    assertTrue(output.err().contains("was lost without close() and is unlocked"), output::err);
    assertEverythingWasLoaded(output);
  }

  /** Also where it is remembered where each handle was made. */
  @Test
  void anApplicationGoesThatUsedTheServersPagelock() throws Exception {
    server.addAll(List.of(API, FILES));
    server.addAll(ProviderJars.LINUX);

    options.add("-D" + PageLocker.LEAK_DETECTION_PROPERTY + "=true");
    SecondJvm.Output output = run("static");

    assertNothingIsLeft(output);
    assertNothingIsLocked(output);
  }

  /** Only the application has the provider. */
  @Test
  void anApplicationGoesThatBroughtTheProviderOfTheServersPagelock() throws Exception {
    server.addAll(List.of(API, FILES));
    application.addAll(ProviderJars.LINUX);

    assertNothingIsLeft(run("nothing"));
  }

  private SecondJvm.Output withACopy(String leaves) throws Exception {
    application.addAll(List.of(API, FILES));
    application.addAll(ProviderJars.LINUX);
    return run(leaves);
  }

  private SecondJvm.Output run(String leaves) throws Exception {
    Path base = directory.resolve("application");
    Path library = Files.createDirectories(base.resolve("WEB-INF").resolve("lib"));
    for (Path jar : application) {
      Files.copy(jar, library.resolve(jar.getFileName().toString()));
    }
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(JavaPath.CLASS_PATH.launch(server, "server", Redeploys.class));
    arguments.addAll(List.of(base.toString(), leaves));
    return new SecondJvm(directory).run(arguments);
  }
}
