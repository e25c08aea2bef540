import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads Surefire's reports below a directory. Prints "PASSED FAILED SKIPPED" first, then a line for
 * each failed test and for each reason why tests were skipped. A skip without a reason is a failure.
 */
class TestSummary {
  private int passed;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, List<String>> skips = new TreeMap<>();

  public static void main(String[] args) throws Exception {
    TestSummary summary = new TestSummary();
    for (Path report : reports(Path.of(args[0]))) {
      summary.read(report);
    }
    summary.print();
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, 6, new FileVisitOption[0])) {
      return files
          .filter(f -> f.getParent().endsWith(Path.of("target", "surefire-reports")))
          .filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }

  private void read(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      add((Element) cases.item(i));
    }
  }

  private void add(Element test) {
    String className = test.getAttribute("classname");
    String name =
        className.substring(className.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
    if (has(test, "failure") || has(test, "error")) {
      failures.add(name);
    } else if (has(test, "skipped")) {
      String reason = reason((Element) test.getElementsByTagName("skipped").item(0));
      if (reason.isEmpty()) {
        failures.add(name + " was skipped without a reason");
      } else {
        skips.computeIfAbsent(reason, r -> new ArrayList<>()).add(name);
      }
    } else {
      passed++;
    }
  }

  private static String reason(Element skipped) {
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

  private void print() {
    int skipped = skips.values().stream().mapToInt(List::size).sum();
    System.out.println(passed + " " + failures.size() + " " + skipped);
    failures.forEach(name -> System.out.println("failed: " + name));
    skips.forEach(
        (reason, names) ->
            System.out.println(
                "skipped " + names.size() + ": " + reason + " (" + shorten(names) + ")"));
  }

  private static String shorten(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + ", ...";
  }
}
