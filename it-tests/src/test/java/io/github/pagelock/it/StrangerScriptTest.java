package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** packaging/test-stranger, with a Maven and with JDKs that only tell what they were asked. */
class StrangerScriptTest {
  private static final String SCRIPT = "../packaging/test-stranger";

  @TempDir private Path directory;
  private Path repository = Path.of("");

  @BeforeEach
  void makeWhatItNeeds() throws IOException {
    repository = directory.resolve("repository");
    Files.createDirectories(repository.resolve("io/github/pagelock/pagelock/9.8.7"));
    program("maven/mvn", "cat pom.xml src/main/java/org/example/Stranger.java >>" + built());
    jdk("17.0.1", "");
    jdk("25.0.1", "");
  }

  private Path built() {
    return directory.resolve("built");
  }

  private void jdk(String version, String more) throws IOException {
    program("jdk-" + version + "/bin/javac", "exit 0");
    program(
        "jdk-" + version + "/bin/java",
        "[ \"$1\" != -version ] || { echo 'openjdk version \""
            + version
            + "\"' >&2; exit 0; }\n"
            + "echo 'in use: 65536'\necho \"asked: $*\"\n"
            + more);
  }

  private void program(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Ended(int code, List<String> lines) {
    List<String> verdicts() {
      return lines.stream()
          .filter(line -> line.matches("(passed|FAILED) .*"))
          .map(line -> line.replaceFirst(" \\(.*", ""))
          .toList();
    }
  }

  private Ended run(String version) throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                SCRIPT,
                repository.toString(),
                version,
                directory.resolve("jdk-17.0.1").toString(),
                directory.resolve("jdk-25.0.1").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PATH", directory.resolve("maven") + ":" + System.getenv("PATH"));
    Process process = builder.start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "hangs");
    return new Ended(process.exitValue(), Files.readAllLines(output));
  }

  @Test
  void itTriesTheReadmesDependencyAndTheBomOnBothPathsAndJdks() throws Exception {
    Ended ended = run("9.8.7");

    assertEquals(
        List.of(
            "passed  one dependency, class path, Java 17",
            "passed  one dependency, module path, Java 17",
            "passed  by the BOM, class path, Java 17",
            "passed  by the BOM, module path, Java 17",
            "passed  one dependency, class path, Java 25",
            "passed  one dependency, module path, Java 25",
            "passed  by the BOM, class path, Java 25",
            "passed  by the BOM, module path, Java 25"),
        ended.verdicts(),
        ended::toString);
    assertEquals(0, ended.code());
    String built = Files.readString(built());
    assertTrue(built.contains("<artifactId>pagelock</artifactId>"), built);
    assertTrue(built.contains("<artifactId>pagelock-bom</artifactId>"), built);
    assertTrue(built.contains("<version>9.8.7</version>"), built);
    assertFalse(built.contains(System.getProperty("pagelock.version")), built);
    assertTrue(built.contains("PageLocker.system().lock(keys)"), built);
  }

  @Test
  void nativeAccessIsAllowedWhereJavaWarnsWithout() throws Exception {
    List<String> lines = run("9.8.7").lines();
    assertEquals(
        4, lines.stream().filter(line -> line.contains("--enable-native-access=")).count());
    assertTrue(
        lines.stream()
            .filter(line -> line.contains("--enable-native-access="))
            .allMatch(line -> line.contains("Java 25")),
        lines::toString);
  }

  @Test
  void aWordOnStandardErrorIsAFailure() throws Exception {
    jdk("25.0.1", "echo 'WARNING: something' >&2");

    Ended ended = run("9.8.7");

    assertEquals(1, ended.code(), ended::toString);
    assertEquals(4, ended.verdicts().stream().filter(line -> line.startsWith("FAILED")).count());
    assertTrue(ended.lines().contains("          WARNING: something"), ended::toString);
  }

  @Test
  void whatDoesNotBuildIsAFailure() throws Exception {
    program("maven/mvn", "echo no such artifact; exit 1");

    Ended ended = run("9.8.7");

    assertEquals(1, ended.code(), ended::toString);
    assertEquals(8, ended.verdicts().stream().filter(line -> line.startsWith("FAILED")).count());
    assertTrue(ended.lines().contains("          no such artifact"), ended::toString);
  }

  @Test
  void aVersionThatIsNotThereIsRefused() throws Exception {
    assertEquals(
        new Ended(1, List.of("test-stranger: " + repository + " has no pagelock 1.2.3")),
        run("1.2.3"));
  }
}
