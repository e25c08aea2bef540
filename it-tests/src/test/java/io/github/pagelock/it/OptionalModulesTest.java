package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import io.github.pagelock.it.probe.Observed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** jdk.jfr and java.management: used where they are, done without where they are not. */
class OptionalModulesTest {
  private static final Path API = Path.of(JarMaker.location(PageLocker.class));

  @TempDir private Path directory;
  private final List<Path> jars = new ArrayList<>();

  @BeforeEach
  void putTheLinuxProviderOnThePath() throws Exception {
    jars.add(API);
    jars.add(new JarMaker(directory, API).ofPackage("probe", Observed.class));
    jars.addAll(ProviderJars.LINUX);
  }

  private List<String> run(Path home, JavaPath path, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(path.launch(jars, "probe", Observed.class));
    SecondJvm.Output output = new SecondJvm(directory).run(home, arguments);
    List<String> lines = output.out().lines().toList();
    assertTrue(
        lines.containsAll(List.of("locked: true", "live: 1", "closed: true")), lines::toString);
    return lines;
  }

  private static Path jdk() {
    return Path.of(System.getProperty("java.home"));
  }

  @ParameterizedTest
  @EnumSource
  void anImageWithoutThemLocksAndSaysWhatIsMissing(JavaPath path) throws Exception {
    // java.desktop is what JNA needs as a module.
    Path image = image("java.base,java.logging,java.desktop");

    List<String> lines = run(image, path);

    assertTrue(lines.containsAll(List.of("jdk.jfr: false", "java.management: false")));
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.startsWith("unsupported: ") && line.contains("module java.management")),
        lines::toString);
  }

  /** Makes a runtime of a few modules. */
  private Path image(String modules) {
    Path image = directory.resolve("image");
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    int code =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("the tests need a JDK with jlink"))
            .run(writer, writer, "--add-modules", modules, "--output", image.toString());
    assertEquals(0, code, output::toString);
    return image;
  }

  @ParameterizedTest
  @EnumSource
  void theFlightRecorderOfTheCommandLineGetsTheEvents(JavaPath path) throws Exception {
    Path file = directory.resolve("events.jfr");

    List<String> lines =
        run(
            jdk(),
            path,
            "-XX:StartFlightRecording:filename="
                + file
                + ",+io.github.pagelock.Lock#threshold=0ns"
                + ",+io.github.pagelock.Unlock#threshold=0ns");

    assertTrue(lines.contains("jdk.jfr: true"), lines::toString);
    assertEquals(List.of("io.github.pagelock.Lock", "io.github.pagelock.Unlock"), eventNames(file));
  }

  private static List<String> eventNames(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .map(event -> event.getEventType().getName())
        .filter(name -> name.startsWith("io.github.pagelock"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void theMXBeanIsThere(JavaPath path) throws Exception {
    List<String> lines = run(jdk(), path);

    assertTrue(
        lines.contains("registered: io.github.pagelock:name=observed,type=PageLocker"),
        lines::toString);
  }
}
