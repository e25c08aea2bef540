package io.github.pagelock.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Locale;

/** Prints documents for programs; what is unknown is null, not missing. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private static final Gson ON_ONE_LINE =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** What a terminal obeys, and Gson leaves as it is; it can only stand within strings. */
  private static String escaped(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\n' || Shown.isPrintable(c) || Character.isSurrogate(c)) {
        escaped.append(c);
      } else {
        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return escaped.toString();
  }

  /** For one document after another. */
  static String line(Object document) {
    return escaped(ON_ONE_LINE.toJson(document));
  }

  static String of(Object document) {
    return escaped(GSON.toJson(document));
  }
}
