package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A picture of the documentation names the text that it was drawn from. */
class PicturesTest {
  private static final Path TEXTS = Path.of("../docs/pictures");
  private static final Path PICTURES = Path.of("../api/src/main/javadoc/doc-files");

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  @Test
  void eachPictureIsDrawnFromTheTextThatIsThereNow() throws IOException, NoSuchAlgorithmException {
    List<Path> texts = files(TEXTS, ".puml");
    assertFalse(texts.isEmpty());
    for (Path text : texts) {
      String name = text.getFileName().toString();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(text));
      String from = "from " + name + ", SHA-256 " + HexFormat.of().formatHex(digest);
      Path picture = PICTURES.resolve(name.replace(".puml", ".svg"));
      assertTrue(
          Files.readString(picture).contains(from),
          () -> "run docs/pictures/draw: " + picture + " is not drawn " + from);
    }
  }

  @Test
  void noPictureTellsWhenOrWhereItWasDrawn() throws IOException {
    for (Path picture : files(PICTURES, ".svg")) {
      String svg = Files.readString(picture);
      assertFalse(svg.contains("<?plantuml"), "its text is in " + picture);
      assertFalse(svg.matches("(?s).*\\b20[0-9]{2}-[0-9]{2}-.*"), "a date is in " + picture);
    }
  }
}
