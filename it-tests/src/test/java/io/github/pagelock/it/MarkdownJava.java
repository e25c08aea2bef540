package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Compares the Java lines of a document with a source file that is compiled. */
final class MarkdownJava {
  private static final Path SOURCES = Path.of("src/test/java/io/github/pagelock/it");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private MarkdownJava() {}

  static void assertCompiledVerbatim(Path document, Class<?> example) throws IOException {
    Path sourceFile = SOURCES.resolve(example.getSimpleName() + ".java");
    String source = withoutIndentation(Files.readString(sourceFile));
    List<String> blocks =
        JAVA_BLOCK.matcher(Files.readString(document)).results().map(MatchResult::group).toList();

    assertFalse(blocks.isEmpty(), () -> document + " has no java block");
    for (String block : blocks) {
      String lines = withoutIndentation(block.replaceAll("```(java\n)?", ""));
      assertTrue(source.contains(lines), () -> sourceFile + " does not contain:\n" + block);
    }
  }

  private static String withoutIndentation(String text) {
    return text.replaceAll("(?m)^[ \t]+", "").strip();
  }
}
