package io.github.pagelock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code touch} and {@code evict} have in common. */
final class CacheOptions {
  @Mixin private FileOptions targets = new FileOptions();

  @Option(
      names = "--range",
      paramLabel = "RANGE",
      converter = ByteRange.Converter.class,
      description =
          "Only this part of each file: OFFSET:LENGTH, OFFSET-END, OFFSET-, LENGTH or -LENGTH."
              + " Repeatable.")
  private List<ByteRange> ranges = new ArrayList<>();

  @Mixin private ProviderOption provider = new ProviderOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only (and the document of --json).")
  private boolean quiet;

  @Option(names = "--json", description = "Print one JSON document instead of the table.")
  private boolean json;

  CacheOptions() {}

  FileOptions targets() {
    return targets;
  }

  List<ByteRange> ranges() {
    return ranges;
  }

  ProviderOption provider() {
    return provider;
  }

  Output output(picocli.CommandLine command) {
    return new Output(command, quiet, json);
  }
}
