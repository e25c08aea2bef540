import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * Reads what the conformance kit found out in each module that runs it, from Surefire's reports
 * below a directory: a table of rule and provider, in Markdown, on standard output. A provider is a
 * test class named ...ConformanceTest, unless more arguments name those to expect; one that was skipped as a whole, with a reason, is named below
 * the table. Its results may be missing, and a rule may have no test; both are shown, and make the
 * exit code 1, as a failure does.
 */
class RuleTable {
  private static final Pattern TEST =
      Pattern.compile("(?:required|optional)_([LAX]\\d\\d)_\\w+.*");
  private static final String KIT = "ConformanceTest";
  private static final int MAX_DEPTH = 16;

  /** The rules of docs/rules.md. */
  private static final List<String> RULES =
      Stream.of(rules("L", 13), rules("A", 12), rules("X", 6)).flatMap(all -> all).toList();

  /** Those that the kit cannot see broken, in the one process that it runs in: docs/rules.md. */
  private static final Set<String> NOT_IN_THE_KIT = Set.of("X05", "X06");

  private static Stream<String> rules(String letter, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> String.format("%s%02d", letter, n));
  }

  private final Set<String> providers = new TreeSet<>();
  private final Map<String, Map<String, Cell>> cells = new TreeMap<>();
  private final Map<String, Map<String, Integer>> skips = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  private static final class Cell {
    int passed;
    int failed;
    int skipped;

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      if (failed > 0) {
        parts.add("**" + failed + " FAILED**");
      }
      if (passed > 0) {
        parts.add(passed + " passed");
      }
      if (skipped > 0) {
        parts.add(skipped + " skipped");
      }
      return String.join(", ", parts);
    }
  }

  public static void main(String[] args) throws Exception {
    RuleTable table = new RuleTable();
    Path root = Path.of(args[0]);
    if (args.length == 1) {
      table.expectProviders(root);
    } else {
      table.providers.addAll(List.of(args).subList(1, args.length));
    }
    for (Path report : Reports.below(root)) {
      if (report.getFileName().toString().endsWith(KIT + ".xml")) {
        Reports.tests(report).forEach(table::read);
      }
    }
    table.print();
    System.exit(table.wrong.isEmpty() ? 0 : 1);
  }

  /** Whoever has a test class for the kit must have a result, too. */
  private void expectProviders(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root, MAX_DEPTH)) {
      all.map(root::relativize)
          .filter(file -> file.toString().matches(".*src/test/java/.*" + KIT + "\\.java"))
          .filter(file -> !file.toString().matches("(.*/)?target/.*"))
          .forEach(file -> providers.add(provider(file.toString().replace(".java", ""))));
    }
  }

  private static String provider(String testClass) {
    String name = testClass.replaceFirst(".*[./]", "");
    return name.substring(0, name.length() - KIT.length())
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT)
        .replaceFirst("-on-(\\w+)$", " ($1)");
  }

  private void read(Element test) {
    Matcher name = TEST.matcher(test.getAttribute("name"));
    if (!name.matches()) {
      return;
    }
    String provider = provider(test.getAttribute("classname"));
    Cell cell =
        cells
            .computeIfAbsent(provider, p -> new TreeMap<>())
            .computeIfAbsent(name.group(1), r -> new Cell());
    if (Reports.hasFailed(test)) {
      cell.failed++;
      wrong.add(provider + " fails " + name.group());
    } else if (Reports.wasSkipped(test)) {
      cell.skipped++;
      String why = Reports.reason(test);
      skips.computeIfAbsent(provider, p -> new TreeMap<>()).merge(why, 1, Integer::sum);
      if (why.isEmpty()) {
        wrong.add(provider + " skips " + name.group() + " without a reason");
      }
    } else {
      cell.passed++;
    }
  }

  private void print() {
    Set<String> rules = new LinkedHashSet<>(RULES);
    rules.removeAll(NOT_IN_THE_KIT);
    cells.values().forEach(cell -> rules.addAll(cell.keySet()));
    providers.addAll(cells.keySet());
    List<String> notRun = providers.stream().filter(this::wasSkippedAsAWhole).toList();
    providers.removeAll(notRun);
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("rule"));
    head.addAll(providers);
    rows.add(head);
    for (String rule : rules) {
      List<String> row = new ArrayList<>(List.of(rule));
      for (String provider : providers) {
        row.add(text(provider, rule));
      }
      rows.add(row);
      if (cells.values().stream().noneMatch(cell -> cell.containsKey(rule))) {
        wrong.add("no provider has a test of " + rule);
      }
    }
    for (String provider : providers) {
      if (!cells.containsKey(provider)) {
        wrong.add(provider + " has no result");
      }
    }
    if (providers.isEmpty()) {
      wrong.add("nobody runs the kit");
    }
    print(rows);
    System.out.println(
        "\nTested elsewhere (docs/rules.md): "
            + String.join(", ", new TreeSet<>(NOT_IN_THE_KIT)));
    skips.forEach(
        (provider, reasons) -> {
          System.out.println("\nSkipped on " + provider + ":\n");
          reasons.forEach((reason, count) -> System.out.println("- " + count + ": " + reason));
        });
    if (!wrong.isEmpty()) {
      System.out.println("\nWrong:\n");
      wrong.forEach(what -> System.out.println("- " + what));
    }
  }

  private boolean wasSkippedAsAWhole(String provider) {
    return cells.containsKey(provider)
        && skips.getOrDefault(provider, Map.of()).size() == 1
        && cells.get(provider).values().stream().allMatch(cell -> cell.passed + cell.failed == 0);
  }

  private String text(String provider, String rule) {
    Map<String, Cell> column = cells.get(provider);
    if (column == null) {
      return "**no result**";
    }
    Cell cell = column.get(rule);
    return cell == null ? "**no test**" : cell.toString();
  }

  private static void print(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder("|");
      StringBuilder rule = new StringBuilder("|");
      for (int j = 0; j < widths.length; j++) {
        line.append(' ').append(String.format("%-" + widths[j] + "s", rows.get(i).get(j)));
        line.append(" |");
        rule.append("-".repeat(widths[j] + 2)).append('|');
      }
      System.out.println(line);
      if (i == 0) {
        System.out.println(rule);
      }
    }
  }
}
