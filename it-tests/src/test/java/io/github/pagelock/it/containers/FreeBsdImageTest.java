package io.github.pagelock.it.containers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.pagelock.it.freebsd.Facts;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** FreeBSD's kernel, in an image that a user names: the facts, and each provider. */
@Tag("containers")
class FreeBsdImageTest {
  @TestFactory
  Stream<DynamicTest> cells() {
    Path image = Path.of(Lab.here().need("freebsd.image", "freebsd"));
    FreeBsdRun run = FreeBsdRun.of(image, Lab.here().need("freebsd.user"));
    return Stream.of(
            Stream.of(dynamicTest(run.system() + ": is FreeBSD", () -> assertIs(run.system()))),
            facts(run.system() + ", facts: ", run.facts()),
            FreeBsdRun.PROVIDERS.stream()
                .flatMap(name -> run.cell(name).tests(() -> run.kit(name))))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> facts(String name, Facts.Result facts) {
    return Stream.concat(
        Stream.of(dynamicTest(name + "compile and run", facts::assertComplete)),
        facts.rows().stream().map(row -> dynamicTest(name + row.name(), row::judge)));
  }

  private static void assertIs(String system) {
    assertTrue(system.startsWith("FreeBSD "), system);
  }
}
