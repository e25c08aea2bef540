package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The facts compile on FreeBSD without a warning, as far as copies of its declarations can tell: no
 * other header is seen.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere there are other headers")
class FactsCompileTest {
  private static final Path HEADERS = Path.of("src/freebsd-headers").toAbsolutePath();

  static Stream<Arguments> compilers() {
    return Stream.of("12.1", "15")
        .flatMap(
            version ->
                Stream.of("-O0", "-O2")
                    .flatMap(
                        optimization ->
                            Stream.of("clang", "gcc")
                                .map(compiler -> Arguments.of(compiler, version, optimization))));
  }

  @ParameterizedTest(name = "{0}, FreeBSD {1}, {2}")
  @MethodSource("compilers")
  void theFactsCompile(
      String compiler, String version, String optimization, @TempDir Path directory)
      throws Exception {
    CommandLine.Output output =
        compile(
            directory, compiler, version, optimization, Facts.SOURCES.resolve("freebsd_facts.c"));

    assertEquals("", output.text());
    assertEquals(0, output.exitCode());
  }

  /** Otherwise the other test would see nothing. */
  @ParameterizedTest(name = "{0}, FreeBSD {1}, {2}")
  @MethodSource("compilers")
  void linuxsHeadersAreNotSeen(
      String compiler, String version, String optimization, @TempDir Path directory)
      throws Exception {
    Path source =
        Files.writeString(
            directory.resolve("linux.c"), "#include <sys/mman.h>\nint reserved = MAP_NORESERVE;\n");

    assertNotEquals(0, compile(directory, compiler, version, optimization, source).exitCode());
  }

  private static CommandLine.Output compile(
      Path directory, String compiler, String version, String optimization, Path source)
      throws IOException, InterruptedException {
    CommandLine shell = new CommandLine(directory);
    assumeTrue(
        shell.run(List.of("sh", "-c", compiler + " --version")).exitCode() == 0,
        () -> "no " + compiler + " (apt-get install " + compiler + ")");
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(forFreeBsd(compiler, version));
    command.addAll(List.of("-nostdinc", "-isystem", HEADERS.resolve(version).toString()));
    command.addAll(List.of("-isystem", HEADERS.resolve("any").toString(), optimization));
    command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-c", "-o", "facts.o"));
    command.add(source.toAbsolutePath().toString());
    return shell.run(command);
  }

  /** gcc knows one system. */
  private static List<String> forFreeBsd(String compiler, String version) {
    return compiler.equals("clang")
        ? List.of("--target=x86_64-unknown-freebsd" + version)
        : List.of("-U__linux__", "-D__FreeBSD__=" + version.replaceFirst("\\..*", ""));
  }
}
