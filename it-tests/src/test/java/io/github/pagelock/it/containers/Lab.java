package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;

/** What {@code it-tests/src/containers/lab} has found, built and started. */
final class Lab {
  private static final String DIRECTORY = "pagelock.lab";
  private static final Lab HERE = new Lab();

  private final Properties properties = new Properties();

  private Lab() {
    try (Reader file = Files.newBufferedReader(directory().resolve("lab.properties"))) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Lab here() {
    return HERE;
  }

  /** It is removed with everything in it when the tests have ended. */
  static Path directory() {
    return Path.of(System.getProperty(DIRECTORY, "no-lab"));
  }

  /** What the tests run on this machine themselves. */
  static Path scripts() {
    return Path.of("src", "containers").toAbsolutePath();
  }

  Optional<String> find(String what) {
    return Optional.ofNullable(properties.getProperty(what));
  }

  /** Aborts the test, with the reason, if it is not there. */
  String need(String what, String lane) {
    return find(what)
        .orElseGet(
            () ->
                Assumptions.abort(
                    lane + ": " + find("missing." + lane).orElse("there is no " + what)));
  }

  String need(String what) {
    return need(what, what);
  }
}
