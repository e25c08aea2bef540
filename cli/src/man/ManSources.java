import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mends what picocli writes for asciidoctor: it takes the texts of commands and options for markup,
 * so that {@code *.idx} loses its asterisk, and puts a comma after a lone short option.
 */
public final class ManSources {
  private static final String SECTION = "==";
  private static final String AS_IT_IS = "+++";

  private ManSources() {}

  /**
   * Mends the files in place.
   *
   * @param args the directory with *.adoc
   */
  public static void main(String[] args) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".adoc")).toList()) {
        Files.write(file, mended(Files.readAllLines(file)));
      }
    }
  }

  private static List<String> mended(List<String> lines) {
    List<String> mended = new ArrayList<>();
    String section = "";
    boolean inExamples = false;
    for (String line : lines) {
      if (inExamples) {
        inExamples = line.startsWith(" ");
        mended.add(inExamples ? line.substring(2) : "----\n" + line);
      } else if (line.startsWith(SECTION)) {
        section = line.substring(SECTION.length()).strip().replace(":", "");
        section = section.equals("Exit codes") ? "Exit status" : section;
        mended.add(SECTION + " " + section);
      } else if (line.equals("[%hardbreaks]")) {
        inExamples = true;
        mended.add("----");
      } else if (line.startsWith("//") || line.isBlank()) {
        mended.add(line);
      } else if (section.equals("Name")) {
        mended.add(line.replaceFirst("\\.$", "")); // as whatis(1) shows it
      } else if (section.equals("Description") != line.startsWith("  ")) {
        mended.add(section.equals("Synopsis") ? line : text(line)); // indented there: literal
      } else {
        mended.add(line.replaceFirst(", ::$", "::"));
      }
    }
    return mended;
  }

  private static String text(String line) {
    String indent = line.startsWith("  ") ? "  " : "";
    return indent + AS_IT_IS + line.strip() + AS_IT_IS;
  }
}
