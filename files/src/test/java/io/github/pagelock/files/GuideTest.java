package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PendingLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/files.md does what it says. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;
  private final List<Object> seen = new ArrayList<>();
  private final GuideExample example =
      new GuideExample() {
        @Override
        void serve(long bytes) {
          seen.add(bytes);
        }

        @Override
        void log(DirectoryEvent event) {
          seen.add(event.kind());
        }

        @Override
        void search(DirectoryReader reader) throws IOException {
          seen.add(reader.numDocs());
          reader.close();
        }
      };

  @Test
  void itsLinesAreThoseThatAreCompiled() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/github/pagelock/files/GuideExample.java"))
            .replaceAll("(?m)^ +", "");
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("../docs/files.md")))
            .results()
            .map((MatchResult found) -> found.group(1).replaceAll("(?m)^ +", ""))
            .toList();
    assertEquals(4, blocks.size());
    for (String block : blocks) {
      assertTrue(source.contains(block), block);
    }
  }

  @Test
  void itsFilesAreLocked() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[2 << 20]);
    example.lock(file);
    PendingLock<ResidentFile> pending = example.lockAsync(file, (2 << 20) - 1);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    try (ResidentFile resident = pending.result()) {
      assertTrue(resident.lockedBytes() > 1 << 20);
    }
    example.follow(directory).close();
    assertEquals(List.of(2L << 20, DirectoryEvent.Kind.LOCKED), seen);
  }

  @Test
  void itsIndexIsSearched() throws Exception {
    Document document = new Document();
    document.add(new StringField("key", "value", Field.Store.YES));
    example.lucene(directory, document);
    assertEquals(List.of(1), seen);
  }
}
