import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;

/**
 * Reads Surefire's reports below a directory. Prints "PASSED FAILED SKIPPED" first, then a line for
 * each failed test, with what it threw, and for each reason why tests were skipped. A skip without a reason is a failure.
 */
class TestSummary {
  private int passed;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, List<String>> skips = new TreeMap<>();

  public static void main(String[] args) throws Exception {
    TestSummary summary = new TestSummary();
    for (Path report : Reports.below(Path.of(args[0]))) {
      Reports.tests(report).forEach(summary::add);
    }
    summary.print();
  }

  private void add(Element test) {
    String className = test.getAttribute("classname");
    String name =
        className.substring(className.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
    if (Reports.hasFailed(test)) {
      failures.add(name + Reports.failure(test));
    } else if (Reports.wasSkipped(test)) {
      String reason = Reports.reason(test);
      if (reason.isEmpty()) {
        failures.add(name + " was skipped without a reason");
      } else {
        skips.computeIfAbsent(reason, r -> new ArrayList<>()).add(name);
      }
    } else {
      passed++;
    }
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
