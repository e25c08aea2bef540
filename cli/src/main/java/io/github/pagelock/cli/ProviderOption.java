package io.github.pagelock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which provider to use. */
final class ProviderOption {
  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Use this provider or fail; see 'pagelock providers'.")
  private @Nullable String name;

  ProviderOption() {}

  /** Null for the best one. */
  @Nullable String name() {
    return name;
  }
}
