package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What packaging/repository asks of Maven, and what it says where something is missing. */
class RepositoryScriptTest {
  private static final String SCRIPT = "../packaging/repository";
  private static final String TOOLS = System.getenv("PATH");

  @TempDir private Path directory;
  private Path out = Path.of("");
  private Path jdk = Path.of("");

  @BeforeEach
  void makeAJdkThatOnlySaysItsVersion() throws IOException {
    out = directory.resolve("out");
    jdk = jdk("25.0.1");
  }

  private Path jdk(String version) throws IOException {
    Path home = directory.resolve("jdk-" + version);
    program(home.resolve("bin/java"), "echo 'openjdk version \"" + version + "\" 2025' >&2");
    program(home.resolve("bin/javac"), "exit 0");
    return home;
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Ended(int code, String text) {}

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("JAVA25_HOME", jdk.toString());
    builder.environment().put("TMPDIR", directory.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "hangs");
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** Tells its arguments; what it is asked to build is as in a clone. */
  private String mavenThatTellsItsArguments() throws IOException {
    program(
        directory.resolve("maven/mvn"),
        "for a in \"$@\"; do echo \"asked: $a\"; done\n"
            + "for a in \"$@\"; do case $a in *::file:*) echo it >\"${a##*::file:}/deployed\" ;; esac; done");
    return directory.resolve("maven") + ":" + TOOLS;
  }

  private static List<String> asked(Ended ended) {
    return ended
        .text()
        .lines()
        .filter(line -> line.startsWith("asked: "))
        .map(line -> line.substring("asked: ".length()))
        .toList();
  }

  @Test
  void itDeploysTheReleaseToTheDirectoryUnsignedAndSaysSo() throws Exception {
    Ended ended = run(Map.of("PATH", mavenThatTellsItsArguments()), out.toString());

    assertEquals(0, ended.code(), ended::text);
    List<String> asked = asked(ended);
    assertTrue(
        asked.containsAll(
            List.of("-Prelease", "deploy", "-DskipTests", "-Djacoco.skip=true", "-Dgpg.skip=true")),
        asked::toString);
    assertTrue(ended.text().contains("without signatures; -Dgpg.keyname=KEY makes them"));
    assertEquals("it\n", Files.readString(out.resolve("deployed")));
  }

  @Test
  void withAKeyItIsSigned() throws Exception {
    Ended ended =
        run(Map.of("PATH", mavenThatTellsItsArguments()), out.toString(), "-Dgpg.keyname=ABCD");

    assertEquals(0, ended.code(), ended::text);
    assertTrue(asked(ended).contains("-Dgpg.keyname=ABCD"), ended::text);
    assertFalse(asked(ended).contains("-Dgpg.skip=true"), ended::text);
    assertFalse(ended.text().contains("without signatures"), ended::text);
  }

  @Test
  void itBuildsACopyOfTheSourcesWithoutWhatWasBuiltHere() throws Exception {
    program(
        directory.resolve("maven/mvn"),
        "while [ \"$1\" != -f ]; do shift; done\n"
            + "cd \"$(dirname \"$2\")\" && pwd && ls api && find . -name target");
    Ended ended = run(Map.of("PATH", directory.resolve("maven") + ":" + TOOLS), out.toString());

    assertEquals(0, ended.code(), ended::text);
    List<String> lines = ended.text().lines().toList();
    assertEquals(
        List.of("pom.xml", "src", "repository: " + out),
        lines.subList(lines.size() - 3, lines.size()));
    assertFalse(Files.exists(Path.of(lines.get(lines.size() - 4))), "the copy is left behind");
  }

  @Test
  void ofABuildThatFailsNothingIsLeftThere() throws Exception {
    String path = mavenThatTellsItsArguments();
    Path maven = directory.resolve("maven/mvn");
    Files.writeString(maven, Files.readString(maven) + "exit 3\n");

    Ended ended = run(Map.of("PATH", path), out.toString());

    assertEquals(1, ended.code(), ended::text);
    assertTrue(ended.text().endsWith("repository: the build failed\n"), ended::text);
    assertFalse(Files.exists(out.resolve("deployed")));
  }

  @Test
  void anOlderJdkIsRefused() throws Exception {
    jdk = jdk("24.0.2");
    assertRefused("JAVA25_HOME=" + jdk + " is no JDK 25 or later", TOOLS);
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws Exception {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : List.of("sh", "sed", "dirname", "ls", "mkdir", "rm")) {
      program(tools.resolve(tool), "PATH='" + TOOLS + "' exec " + tool + " \"$@\"");
    }
    assertRefused("no mvn found on the PATH: install Maven, 3.8.7 or later", tools.toString());
  }

  @Test
  void aDirectoryThatHoldsSomethingIsLeftAlone() throws Exception {
    Files.createFile(Files.createDirectories(out).resolve("mine"));
    assertRefused(out + " is not empty", mavenThatTellsItsArguments());
  }

  private void assertRefused(String reason, String path) throws Exception {
    Ended ended = run(Map.of("PATH", path), out.toString());
    assertEquals(new Ended(1, "repository: " + reason + "\n"), ended);
  }

  @Test
  void withoutADirectoryItShowsItsUsage() throws Exception {
    Ended ended = run(Map.of());
    assertEquals(2, ended.code());
    assertTrue(ended.text().startsWith("Usage: packaging/repository OUTDIR"), ended::text);
  }
}
