package io.github.pagelock.it.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run of the kit inside printed: KitMain has the format. */
final class KitReport {
  private static final Pattern RULE = Pattern.compile("(?:required|optional)_([A-Z]\\d\\d)_\\w+");

  private final Map<String, List<Outcome>> rules = new TreeMap<>();
  private final List<String> others = new ArrayList<>();
  private String java = "?";
  private String bridge = "?";
  private int count;
  private int promised = -1;

  /** Of one test. */
  record Outcome(String name, String status, String cause, String message) {
    boolean passed() {
      return status.equals("SUCCESSFUL");
    }

    boolean failed() {
      return status.equals("FAILED");
    }

    @Override
    public String toString() {
      return name + " " + status + ": " + cause + ": " + message;
    }
  }

  KitReport(String output) {
    output.lines().map(line -> line.split("\t", -1)).forEach(this::read);
  }

  /** The rule that a test's name is about. */
  static Optional<String> rule(String test) {
    Matcher name = RULE.matcher(test);
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }

  private void read(String[] line) {
    if (line.length == 3 && line[0].equals("kit") && line[1].equals("ended")) {
      promised = Integer.parseInt(line[2]);
    } else if (line.length == 3 && line[0].equals("kit") && line[1].equals("java")) {
      java = line[2];
    } else if (line.length == 3 && line[0].equals("kit") && line[1].equals("bridge")) {
      bridge = line[2];
    } else if (line.length == 6 && line[0].equals("kit")) {
      count++;
      rules
          .computeIfAbsent(rule(line[1]).orElse("other"), r -> new ArrayList<>())
          .add(new Outcome(line[1], line[2], line[4], line[5]));
    } else {
      others.add(String.join(" ", line));
    }
  }

  /** Feature version of the Java that ran it, and musl, if that is its C library. */
  String java() {
    return java;
  }

  /** Name of the one by which the provider calls C; empty if it is unavailable. */
  String bridge() {
    return bridge;
  }

  Map<String, List<Outcome>> rules() {
    return rules;
  }

  /** Whether each test has a line, and there are some. */
  boolean isComplete() {
    return promised == count && count > 100;
  }

  /** What was printed beside the report. */
  String rest() {
    return String.join("\n", others);
  }
}
