package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/site/build: the site of this repository, and what it refuses. */
class SiteScriptTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final String PATH = System.getenv("PATH");

  @TempDir private Path directory;

  private record Ended(int code, String said) {}

  private Ended build(Path repository, String path, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", repository + "/docs/site/build"));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path output = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("PATH", path);
    builder.environment().put("TMPDIR", directory.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "hangs");
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private static void assumeMkDocs(Ended ended) {
    assumeTrue(
        !ended.said().contains("; on Debian: apt-get install mkdocs"),
        () -> "no site: " + ended.said().strip());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.toAbsolutePath().getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** What the site is made of. */
  private Path copyOfTheRepository() throws IOException {
    Path copy = directory.resolve("repository");
    for (String part :
        List.of(
            "docs",
            "benchmarks/results",
            "api/src/main/javadoc",
            "it-tests/third-party/src/main/java")) {
      copy(REPOSITORY.resolve(part), copy.resolve(part));
    }
    Files.createDirectories(copy.resolve("tck"));
    Files.copy(REPOSITORY.resolve("tck/README.md"), copy.resolve("tck/README.md"));
    try (Stream<Path> files = Files.list(REPOSITORY)) {
      for (Path file : files.filter(SiteScriptTest::isPage).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md") || file.endsWith("LICENSE");
  }

  private static Map<String, byte[]> contents(Path site) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(site)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(site.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  @Test
  void twoBuildsOfThisRepositoryGiveTheSameBytes() throws Exception {
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    Ended ended = build(REPOSITORY, PATH, one);
    assumeMkDocs(ended);
    assertEquals(new Ended(0, ""), ended);
    assertEquals(new Ended(0, ""), build(copyOfTheRepository(), PATH, other));

    Map<String, byte[]> first = contents(one);
    Map<String, byte[]> second = contents(other);
    assertTrue(first.containsKey("index.html") && first.containsKey("docs/operations.html"));
    assertEquals(first.keySet(), second.keySet());
    assertEquals(
        List.of(),
        first.keySet().stream()
            .filter(name -> !Arrays.equals(first.get(name), second.get(name)))
            .toList());
  }

  @Test
  void javadocGoesWithItUnderTheNameOfItsModule() throws Exception {
    Path javadoc = Files.createDirectories(directory.resolve("javadoc"));
    Files.writeString(javadoc.resolve("element-list"), "module:org.example\norg.example\n");
    Files.writeString(javadoc.resolve("index.html"), "<title>of a module</title>");
    Files.writeString(javadoc.resolve("options"), "has paths of this machine");
    Path site = directory.resolve("site");
    Ended ended = build(REPOSITORY, PATH, site, javadoc);
    assumeMkDocs(ended);

    assertEquals(new Ended(0, ""), ended);
    assertTrue(Files.exists(site.resolve("javadoc/org.example/index.html")));
    assertFalse(Files.exists(site.resolve("javadoc/org.example/options")));
    String words = Files.readString(site.resolve("docs/words.html"));
    assertTrue(words.contains("href=\"../javadoc/org.example/index.html\""), words);
  }

  @ParameterizedTest
  @CsvSource({
    "docs/words.md, [a](operation.md), docs/words.html: no operation.md",
    "docs/words.md, [a](operations.md#nowhere), no #nowhere in docs/operations.html",
    "docs/words.md, [a](#nowhere), no #nowhere in docs/words.html",
    "docs/words.md, ![a](https://example.org/a.png), loads https://example.org/a.png",
    "docs/more.md, more, not in the navigation (docs/site/mkdocs.yml): docs/more.md",
  })
  void whatLeadsNowhereIsAnErrorThatNamesIt(String page, String line, String error)
      throws Exception {
    Path copy = copyOfTheRepository();
    Files.writeString(
        copy.resolve(page),
        "\n" + line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    Path site = directory.resolve("site");
    Ended ended = build(copy, PATH, site);
    assumeMkDocs(ended);

    assertEquals(1, ended.code());
    assertTrue(ended.said().contains(error), ended::said);
    assertFalse(Files.exists(site));
  }

  @Test
  void whatItCannotDoIsSaidInASentence() throws Exception {
    Path full = Files.createDirectories(directory.resolve("full"));
    Files.writeString(full.resolve("mine"), "mine");
    assertEquals(
        new Ended(2, "build: say where to: docs/site/build OUTDIR\n"), build(REPOSITORY, PATH));
    assertEquals(
        new Ended(1, "build: " + full + " is not empty: name a directory that is new or empty\n"),
        build(REPOSITORY, PATH, full));
    assertEquals(
        new Ended(
            1,
            "build: "
                + full
                + " is not what Javadoc writes: no index.html or no element-list in it\n"),
        build(REPOSITORY, PATH, directory.resolve("site"), full));
    assertEquals(
        new Ended(1, "build: no mkdocs found; on Debian: apt-get install mkdocs mkdocs-material\n"),
        build(REPOSITORY, directory.resolve("no-tools").toString(), directory.resolve("site")));
    assertEquals("mine", Files.readString(full.resolve("mine")));
  }
}
