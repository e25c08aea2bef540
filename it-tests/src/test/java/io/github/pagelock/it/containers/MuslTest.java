package io.github.pagelock.it.containers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Providers in an image with musl that a user names. */
@Tag("containers")
class MuslTest {
  @TestFactory
  Stream<DynamicTest> cells() {
    JavaImage image = new JavaImage(Lab.here().need("image.musl", "musl"), "");
    return Stream.of(Privileges.IPC_LOCK, Privileges.USER_64_KIB)
        .flatMap(set -> Cell.PROVIDERS.stream().flatMap(name -> tests(name, set, image)));
  }

  /** One cell after the other; the kit tells what Java it was. */
  private static Stream<DynamicTest> tests(String provider, Privileges set, JavaImage image) {
    Cell asked = Cell.ofContainer("?", provider, set);
    ContainerRun run = ContainerRun.of(asked, Payload.directory(), image);
    Cell cell = Cell.ofContainer(run.report().java(), provider, set);
    return Stream.concat(
        Stream.of(dynamicTest(cell + ": is musl", () -> assertMusl(cell, run))),
        ContainersTest.tests(cell, () -> run));
  }

  private static void assertMusl(Cell cell, ContainerRun run) {
    assertTrue(cell.jdk().endsWith(", musl"), () -> cell.jdk() + run.report().rest());
  }
}
