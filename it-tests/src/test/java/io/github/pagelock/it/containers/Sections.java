package io.github.pagelock.it.containers;

import java.util.HashMap;
import java.util.Map;

/** What a script printed: each part behind a line {@code === NAME}. */
final class Sections {
  private static final String MARK = "=== ";

  private final Map<String, String> sections = new HashMap<>();

  Sections(String output) {
    String name = "";
    StringBuilder text = new StringBuilder();
    for (String line : output.lines().toList()) {
      if (line.startsWith(MARK)) {
        sections.put(name, text.toString());
        name = line.substring(MARK.length());
        text.setLength(0);
      } else {
        text.append(line).append('\n');
      }
    }
    sections.put(name, text.toString());
  }

  /** One of them, or everything, if it is missing. */
  String get(String name) {
    return sections.getOrDefault(name, "no section " + name + " in " + sections);
  }
}
