import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Surefire's reports below a directory. */
final class Reports {
  private static final int MAX_DEPTH = 6;

  private static final int FAILURE_LINES = 3;
  private static final int FAILURE_FRAMES = 12;

  private Reports() {}

  static List<Path> below(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.toAbsolutePath(), MAX_DEPTH)) {
      return files
          .filter(f -> f.getParent().endsWith(Path.of("target", "surefire-reports")))
          .filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }

  /** The tests of a report. */
  static List<Element> tests(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    List<Element> tests = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      tests.add((Element) cases.item(i));
    }
    return tests;
  }

  static boolean hasFailed(Element test) {
    return has(test, "failure") || has(test, "error");
  }

  /** What a failed test threw, and where in this project. */
  static String failure(Element test) {
    String kind = has(test, "failure") ? "failure" : "error";
    Element failure = (Element) test.getElementsByTagName(kind).item(0);
    List<String> lines = failure.getTextContent().strip().lines().toList();
    StringBuilder told = new StringBuilder();
    lines.stream().limit(FAILURE_LINES).forEach(line -> told.append("\n           ").append(line));
    lines.stream()
        .skip(FAILURE_LINES)
        .filter(line -> line.contains("at io.github.pagelock.") || line.startsWith("Caused by"))
        .limit(FAILURE_FRAMES)
        .forEach(line -> told.append("\n           ").append(line));
    return told.toString();
  }

  static boolean wasSkipped(Element test) {
    return has(test, "skipped");
  }

  /** Why a test was skipped; empty if nothing says so. */
  static String reason(Element test) {
    Element skipped = (Element) test.getElementsByTagName("skipped").item(0);
    // Surefire puts the reason of some kinds of skips into the text, behind the exception's class.
    String message = skipped.getAttribute("message").strip();
    String text = message.isEmpty() ? skipped.getTextContent().strip() : message;
    return text.lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^[\\w.$]+(Exception|Error):\\s*", "")
        .replaceFirst("^Assumption failed:?\\s*", "");
  }

  private static boolean has(Element test, String child) {
    return test.getElementsByTagName(child).getLength() > 0;
  }
}
