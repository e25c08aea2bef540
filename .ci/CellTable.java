import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The table kernel × provider × privileges, in Markdown, on standard output. Arguments: the lines
 * that the tests of it-tests wrote (cells.tsv), and what the set-up found (lab.properties). What was
 * not run is below the table, with the reason.
 */
class CellTable {
  private static final int FAILED = 7;

  public static void main(String[] args) throws IOException {
    Path cells = Path.of(args[0]);
    System.out.println("| kernel | provider | privileges | JDK | passed | refused as documented | skipped | failed |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    boolean wrong = false;
    List<String> lines = Files.exists(cells) ? Files.readAllLines(cells) : List.of();
    for (String line : lines.stream().sorted(CellTable::compare).toList()) {
      String[] c = line.split("\t");
      wrong |= !c[FAILED].equals("0");
      System.out.println("| " + String.join(" | ", c) + " |");
    }
    System.out.println();
    Properties lab = new Properties();
    try (var file = Files.newBufferedReader(Path.of(args[1]), StandardCharsets.UTF_8)) {
      lab.load(file);
    }
    lab.stringPropertyNames().stream()
        .filter(name -> name.startsWith("missing."))
        .sorted()
        .forEach(name -> System.out.println("- " + shown(name) + ": not run, " + lab.getProperty(name)));
    System.exit(wrong || lines.isEmpty() ? 1 : 0);
  }

  private static String shown(String name) {
    String lane = name.substring("missing.".length());
    return switch (lane) {
      case "freebsd" -> "FreeBSD";
      case "containers" -> "Containers";
      case "jdk.home" -> "Java 22 or later";
      default -> lane.replace("kernel.", "Linux ").replace("machine.", "Linux on ");
    };
  }

  /** By kernel, others than Linux last, and provider; the privileges stay in the order of the tests. */
  private static int compare(String a, String b) {
    return key(a).compareTo(key(b));
  }

  private static String key(String line) {
    String[] c = line.split("\t");
    StringBuilder kernel = new StringBuilder();
    String version = c[0].replaceFirst("^\\D*", "");
    for (String number : version.replaceAll("[^0-9.].*", "").split("\\.")) {
      kernel.append(String.format("%5s", number));
    }
    String system = c[0].substring(0, c[0].length() - version.length());
    return system + kernel + " " + (c[1].equals("linux") ? 0 : 1) + c[1];
  }
}
