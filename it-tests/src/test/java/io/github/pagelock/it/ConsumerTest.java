package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Who compiles against the API with all warnings, and says where null may be as the API does, needs
 * nothing but the API and what it brings.
 */
class ConsumerTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final Path SOURCES = Path.of("..", "api", "src", "main", "java");

  private static final String CONSUMER =
      """
      package org.example.consumer;

      import io.github.pagelock.MemoryRange;
      import io.github.pagelock.PageLockException;
      import io.github.pagelock.spi.ForwardingOperations;
      import io.github.pagelock.spi.LockQueue;
      import io.github.pagelock.spi.PageOperations;
      import org.jspecify.annotations.Nullable;

      /** All of it is of the API's types. */
      public class Consumer extends ForwardingOperations implements LockQueue.Listener {
        /** As the API's. */
        public Consumer(PageOperations delegate) {
          super(delegate);
        }

        @Override
        public void ended(@Nullable PageLockException failure, long nanos) {}

        /** Passes on what may be null. */
        public MemoryRange range(@Nullable Object owner) {
          return MemoryRange.ofAddress(0, 1, owner);
        }
      }
      """;

  private static final String DESCRIPTOR =
      """
      module org.example.consumer {
        requires transitive io.github.pagelock;

        exports org.example.consumer;
      }
      """;

  @TempDir private Path directory;
  private Path consumer = API;
  private Path descriptor = API;

  @BeforeEach
  void writeTheConsumer() throws IOException {
    Path home = Files.createDirectories(directory.resolve("org/example/consumer"));
    consumer = Files.writeString(home.resolve("Consumer.java"), CONSUMER);
    descriptor = Files.writeString(directory.resolve("module-info.java"), DESCRIPTOR);
  }

  @Test
  void itHasNoWarningOnTheClassPath() throws Exception {
    assertEquals("", compile("-cp", broughtByTheApi(), consumer));
  }

  @Test
  void itHasNoWarningOnTheModulePath() throws Exception {
    assertEquals("", compile("-p", broughtByTheApi(), consumer, descriptor));
  }

  @Test
  void onTheClassPathItNeedsWhatTheApiBrings() throws Exception {
    String said = compile("-cp", List.of(API), consumer);
    assertTrue(said.contains("org.jspecify.annotations does not exist"), said);
  }

  /** Against the API with a descriptor that keeps JSpecify to itself. */
  @Test
  void onTheModulePathItNeedsTheApiToPassItOn() throws Exception {
    String ours = Files.readString(SOURCES.resolve("module-info.java"));
    String silent = ours.replace("requires static transitive", "requires static");
    assertFalse(silent.equals(ours), ours);
    // Of the build alone.
    silent = silent.replace("requires static com.google.errorprone.annotations;", "");
    Path other = Files.createDirectories(directory.resolve("other"));
    copyClasses(other);
    Path changed = Files.writeString(other.resolve("module-info.java"), silent);
    Path classes = Files.createDirectories(directory.resolve("descriptor"));
    assertEquals(
        "",
        run(
            List.of(
                "-d",
                classes.toString(),
                "-p",
                JarMaker.JSPECIFY.toString(),
                "--patch-module",
                "io.github.pagelock=" + API,
                changed.toString())));
    Files.copy(classes.resolve("module-info.class"), other.resolve("module-info.class"));

    String said = compile("-p", List.of(other, JarMaker.JSPECIFY), consumer, descriptor);

    assertTrue(said.contains("does not read it"), said);
  }

  /** From a directory, or, where the build has made one, from the jar. */
  private static void copyClasses(Path target) throws IOException {
    if (Files.isDirectory(API)) {
      copyClasses(API, target);
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(API)) {
      copyClasses(jar.getPath("/"), target);
    }
  }

  private static void copyClasses(Path root, Path target) throws IOException {
    for (String part : List.of("io/github/pagelock", "io/github/pagelock/spi")) {
      Path to = Files.createDirectories(target.resolve(part));
      try (var files = Files.list(root.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        }
      }
    }
  }

  /** What Maven gives to who depends on the API. */
  private static List<Path> broughtByTheApi() throws Exception {
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("..", "api", "pom.xml").toFile())
            .getElementsByTagName("dependency");
    Map<String, String> scopes =
        IntStream.range(0, dependencies.getLength())
            .mapToObj(i -> (Element) dependencies.item(i))
            .collect(Collectors.toMap(each -> text(each, "artifactId"), e -> text(e, "scope")));
    List<Path> brought = new ArrayList<>(List.of(API));
    if ("compile".equals(scopes.get("jspecify"))) {
      brought.add(JarMaker.JSPECIFY);
    }
    return brought;
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  private String compile(String pathOption, List<Path> path, Path... sources) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", directory.resolve("out").toString(), pathOption, JarMaker.join(path)));
    for (Path source : sources) {
      arguments.add(source.toString());
    }
    return run(arguments);
  }

  /** What javac says; nothing if there is no warning. */
  private static String run(List<String> arguments) {
    JavaCompiler compiler =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the tests need a JDK");
    StringWriter said = new StringWriter();
    List<String> options = new ArrayList<>(List.of("--release", "17", "-Xlint:all", "-Werror"));
    options.addAll(List.of("-proc:none"));
    List<String> files = arguments.stream().filter(each -> each.endsWith(".java")).toList();
    arguments.stream().filter(each -> !each.endsWith(".java")).forEach(options::add);
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      boolean succeeded =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromStrings(files))
              .call();
      return succeeded ? said.toString() : "failed: " + said;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
