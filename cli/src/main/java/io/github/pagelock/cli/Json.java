package io.github.pagelock.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** Prints documents for programs; what is unknown is null, not missing. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private static final Gson ON_ONE_LINE =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** For one document after another. */
  static String line(Object document) {
    return ON_ONE_LINE.toJson(document);
  }

  static String of(Object document) {
    return GSON.toJson(document);
  }
}
