package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages have 4, 16 or 64 KiB, and whoever needs the size asks for it: no source takes a page for
 * one of 4 KiB. A number that is no page's is written in another way, or is another one.
 */
class PageSizeLiteralsTest {
  /** They choose a page size on purpose, because there is no system to ask. */
  private static final Set<String> FAKES = Set.of("FakeKernel.java", "FakeFreeBsd.java");

  private static final Set<String> NO_SOURCES = Set.of("target", ".git");
  private static final Pattern SOURCE = Pattern.compile(".*\\.(java|c|h|sh)");

  private static final Pattern LITERAL =
      Pattern.compile("\\b4_?09[56]L?\\b|\\b4L?\\s*<<\\s*10\\b|(<<|>>)\\s*12\\b|\\b0x[fF]{3}L?\\b");

  /** In two pieces each, so that nothing is found here. */
  private static final List<String> WRONG =
      List.of(
          "int page = 40" + "96;",
          "long page = 40" + "96L;",
          "int page = 4_0" + "96;",
          "long page = 4L <" + "< 10;",
          "int page = 4<" + "<10;",
          "int page = 1 <" + "< 12;",
          "long number = address >" + "> 12;",
          "long number = address >>" + "> 12;",
          "long inPage = address & 0xf" + "ff;",
          "long start = address & ~40" + "95L;");

  private static final List<String> RIGHT =
      List.of("int bytes = 40960;", "x << 120;", "mask = 0xffff;", "14 << 10;", "1 << 20;");

  @TempDir private Path fixture;

  @Test
  void noSourceTakesAPageForFourKilobytes() throws IOException {
    List<Path> sources = sources(Path.of(".."));
    assertTrue(sources.size() > 800, sources.size() + " files only");
    assertEquals(Set.of(), literals(sources));
  }

  /** One that does not any more is no exception any more. */
  @Test
  void theFakesDoChooseASize() throws IOException {
    Set<String> choosing = new TreeSet<>();
    for (Path source : sources(Path.of(".."))) {
      if (isFake(source) && !found(source).isEmpty()) {
        choosing.add(name(source));
      }
    }
    assertEquals(FAKES, choosing);
  }

  @Test
  void theRuleFindsEachWayToWriteIt() throws IOException {
    Path folder = Files.createDirectories(fixture.resolve("module/src/main/java"));
    Files.write(folder.resolve("Right.java"), RIGHT);
    Files.write(folder.resolve("FakeKernel.java"), WRONG);
    Files.write(Files.createDirectory(folder.resolve("target")).resolve("Made.java"), WRONG);
    Set<String> expected = new TreeSet<>();
    for (String name : List.of("Wrong.java", "wrong.c", "wrong.h", "wrong.sh")) {
      Files.write(folder.resolve(name), WRONG);
      WRONG.forEach(line -> expected.add(name + ": " + line));
    }
    assertEquals(expected, literals(sources(fixture)));
  }

  private static Set<String> literals(List<Path> sources) throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path source : sources) {
      if (!isFake(source)) {
        found(source).forEach(line -> found.add(name(source) + ": " + line.strip()));
      }
    }
    return found;
  }

  private static List<String> found(Path source) throws IOException {
    try (Stream<String> lines = Files.lines(source, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> LITERAL.matcher(line).find()).toList();
    }
  }

  private static boolean isFake(Path source) {
    return FAKES.contains(name(source));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NO_SOURCES.contains(name(folder))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (SOURCE.matcher(name(file)).matches()) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
