package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.cli.Main;
import io.github.pagelock.it.probe.Libraries;
import io.github.pagelock.jna.JnaBridge;
import io.github.pagelock.provider.fallback.FallbackProvider;
import io.github.pagelock.provider.freebsd.FreeBsdProvider;
import io.github.pagelock.provider.linux.LinuxProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image of the API, a provider and nothing else; and what the JDK says of the jars. */
class BridgeImageTest {
  private static final List<Class<?>> OF_EACH_JAR =
      List.of(
          PageLocker.class,
          LinuxProvider.class,
          FreeBsdProvider.class,
          FallbackProvider.class,
          Main.class);

  @TempDir private Path directory;
  private Path probe = Path.of("");

  @BeforeEach
  void makeTheProbe() throws IOException {
    probe = new JarMaker(directory, jar(PageLocker.class)).ofPackage("probe", Libraries.class);
  }

  private static Path jar(Class<?> type) {
    return Path.of(JarMaker.location(type));
  }

  @ParameterizedTest
  @ValueSource(classes = {LinuxProvider.class, FallbackProvider.class})
  void itLocksMemory(Class<?> provider) throws Exception {
    assumeTrue(ProviderJars.HAVE_FFM, "needs Java 22 and jars that were built there");
    Path image = link(provider);

    SecondJvm.Output output =
        new SecondJvm(directory)
            .run(
                image,
                List.of(
                    "--enable-native-access=io.github.pagelock",
                    "-m",
                    "probe/" + Libraries.class.getName()));

    assertEquals(List.of("locked: true"), output.linesWith("locked"), output::toString);
    assertEquals("", output.err());
    BridgeTest.assertLibrariesAreOf(image, output);
  }

  /** It runs on its own system only. */
  @Test
  void freeBsdsIsLinked() throws Exception {
    Path image = link(FreeBsdProvider.class);

    String modules = Files.readString(image.resolve("release"));
    assertEquals(
        "MODULES=\"java.base io.github.pagelock io.github.pagelock.provider.freebsd probe\"",
        modules.lines().filter(line -> line.startsWith("MODULES=")).findFirst().orElse(""));
  }

  private Path link(Class<?> provider) {
    Path image = directory.resolve("image");
    run(
        "jlink",
        "--module-path",
        JarMaker.join(List.of(jar(PageLocker.class), jar(provider), probe)),
        "--add-modules",
        "probe," + moduleOf(provider),
        "--output",
        image.toString());
    return image;
  }

  private static String moduleOf(Class<?> provider) {
    return provider.getPackageName();
  }

  @Test
  void everyMultiReleaseJarIsValid() throws IOException {
    List<String> multiRelease = new ArrayList<>();
    for (Class<?> type : OF_EACH_JAR) {
      Path jar = jar(type);
      if (Files.isRegularFile(jar) && isMultiRelease(jar)) {
        run("jar", "--validate", "--file", jar.toString());
        multiRelease.add(Objects.requireNonNull(jar.getFileName()).toString());
      }
    }
    assumeTrue(ProviderJars.HAVE_FFM, "built before Java 22 there are none");
    assertEquals(1, multiRelease.size(), multiRelease::toString);
  }

  /** jlink takes no automatic module, which JNA mostly is. */
  @Test
  void onlyJnasOwnBridgeRequiresJna() {
    Path[] jars =
        Stream.concat(OF_EACH_JAR.stream(), Stream.of(JnaBridge.class))
            .map(BridgeImageTest::jar)
            .toArray(Path[]::new);

    assertEquals(
        Set.of("io.github.pagelock.jna"),
        ModuleFinder.of(jars).findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(BridgeImageTest::requiresJna)
            .map(ModuleDescriptor::name)
            .collect(Collectors.toSet()));
  }

  private static boolean requiresJna(ModuleDescriptor module) {
    return module.requires().stream()
        .anyMatch(
            required ->
                required.name().equals("com.sun.jna")
                    && !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC));
  }

  private static boolean isMultiRelease(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.isMultiRelease();
    }
  }

  private static void run(String tool, String... arguments) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
    assertEquals(0, code, () -> Stream.of(arguments).toList() + " of " + tool + " says " + output);
  }
}
