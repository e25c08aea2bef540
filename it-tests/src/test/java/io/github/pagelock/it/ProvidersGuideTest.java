package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.sun.jna.Native;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Selection;
import io.github.pagelock.tck.PageLockConformance;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Follows docs/providers.md: from an empty folder to a passing kit. */
class ProvidersGuideTest {
  private static final Path GUIDE = Path.of("../docs/providers.md");
  private static final Pattern FILE =
      Pattern.compile("^`([^`\n]+)`\n\n```\\w*\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));
  private static final Path JNA = Path.of(JarMaker.location(Native.class));
  private static final String JAVA = "src/main/java/";
  private static final String RESOURCES = "src/main/resources/";
  private static final String PROVIDER = JAVA + "com/example/posix/PosixProvider.java";
  private static final String KIT = "src/test/java/com/example/posix/PosixConformanceTest.java";
  private static final long KIT_LOCKS = 80L << 20;

  /** Fresh pages that are absent, and an oracle that tells single pages. */
  private static final Set<String> NEED_MORE_OF_MEMORY_AND_ORACLE =
      Set.of(
          "required_L01_lockedPagesAreResident()",
          "required_A04_lockedMeansLockedPlainlyAndResident()");

  @TempDir private Path directory;
  private Map<String, String> files = Map.of();
  private Path jar = API;

  @BeforeEach
  void makeTheJarOfThePage() throws IOException {
    files =
        FILE.matcher(Files.readString(GUIDE))
            .results()
            .collect(
                Collectors.toMap(
                    found -> found.group(1), found -> found.group(2), (a, b) -> b, TreeMap::new));
    jar = new JarMaker(directory, API, JNA).compile("posix", below(JAVA), below(RESOURCES));
  }

  @Test
  void aProviderOfTwoMethodsHasLessThanSixtyLines() {
    long lines = text(PROVIDER).lines().filter(line -> !line.isBlank()).count();

    assertTrue(lines < 60, () -> lines + " lines");
  }

  @Test
  void itPassesEveryRuleForWhichNoCapabilityIsMissing() throws Exception {
    LockLimits limits = PageLocker.system().limits();
    Assumptions.assumeTrue(
        !limits.binds() || limits.soft().allows(KIT_LOCKS),
        () -> "this process may not lock what the kit locks: " + limits);
    long before = VmLck.kilobytes();

    Events tests = runKit();

    assertEquals(List.of(), tests.failed().stream().map(Event::toString).toList());
    Set<String> passed = names(tests.succeeded());
    assertTrue(passed.size() >= 20, () -> "only " + passed);
    assertEquals(
        NEED_MORE_OF_MEMORY_AND_ORACLE,
        names(tests.aborted()).stream()
            .filter(name -> name.startsWith("required_"))
            .collect(Collectors.toSet()));
    assertTrue(passed.stream().anyMatch(name -> name.startsWith("required_A04")), passed::toString);
    assertEquals(before, VmLck.kilobytes(), "left locked, in kB");
  }

  @ParameterizedTest
  @EnumSource
  void itsJarIsFoundOnBothPaths(JavaPath path) throws Exception {
    Path program = new JarMaker(directory, API).ofPackage("probe", Selection.class);

    SecondJvm.Output output =
        new SecondJvm(directory)
            .run(path.launch(List.of(API, JNA, jar, program), "probe", Selection.class));

    assertEquals(List.of("chosen: posix"), output.linesWith("chosen"), output::toString);
  }

  @Test
  void itsPomNamesTheVersionsThatThisBuildUses() throws Exception {
    Map<String, String> versions = new LinkedHashMap<>();
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Files.writeString(directory.resolve("pom.xml"), text("pom.xml")).toFile())
            .getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      versions.put(child(dependency, "artifactId"), child(dependency, "version"));
    }

    String ours = System.getProperty("pagelock.version");
    assertEquals(
        Map.of(
            "pagelock-api",
            ours,
            "jna",
            Native.VERSION,
            "pagelock-tck",
            ours,
            "junit-jupiter",
            System.getProperty("junit.version")),
        versions);
  }

  private Events runKit() throws Exception {
    Path classes = compileKit();
    URL[] urls = {jar.toUri().toURL(), classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      Class<?> kit = loader.loadClass("com.example.posix.PosixConformanceTest");
      return EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(kit))
          .execute()
          .testEvents();
    }
  }

  private Path compileKit() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("test-classes"));
    Path source = directory.resolve("PosixConformanceTest.java");
    Files.writeString(source, text(KIT));
    List<Path> classPath = new ArrayList<>(List.of(jar, API, JNA));
    classPath.add(Path.of(JarMaker.location(PageLockConformance.class)));
    classPath.add(Path.of(JarMaker.location(Test.class)));
    int result =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the tests need a JDK")
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-cp",
                JarMaker.join(classPath),
                "-proc:none",
                source.toString());
    assertEquals(0, result, "javac");
    return classes;
  }

  private static Set<String> names(Events events) {
    return events.stream()
        .map(event -> event.getTestDescriptor().getDisplayName())
        .collect(Collectors.toSet());
  }

  private static String child(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  private String text(String file) {
    return Objects.requireNonNull(files.get(file), () -> GUIDE + " does not have " + file);
  }

  private Map<String, String> below(String root) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(root))
        .collect(
            Collectors.toMap(file -> file.getKey().substring(root.length()), Map.Entry::getValue));
  }
}
