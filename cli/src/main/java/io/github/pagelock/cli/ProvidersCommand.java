package io.github.pagelock.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.ProviderChoice;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the providers. */
@Command(
    name = "providers",
    description = {
      "List the providers, and say which one is chosen and why.",
      "Of each: whether it is available here, or why not, what it can do, and by which "
          + "bridge it calls C. Exits "
          + "with 1 if none can be chosen."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pagelock providers", "  pagelock providers --json"})
final class ProvidersCommand implements Callable<Integer> {
  /**
   * A provider, as JSON and the table show it.
   *
   * @param name selects it
   * @param available whether it can lock here
   * @param unavailableBecause why not
   * @param priority the highest available one is chosen
   * @param bridge how it calls C, and why so; null where it is not available or does not say
   * @param capabilities what it can do; empty where it is not available
   * @param implementation its class
   */
  record Row(
      String name,
      boolean available,
      @Nullable String unavailableBecause,
      int priority,
      @Nullable String bridge,
      List<Capability> capabilities,
      String implementation) {}

  /**
   * The document that {@code --json} prints.
   *
   * @param version Pagelock's
   * @param chosen the name of the one that is used unless another is asked for
   * @param why it was chosen, or why none was
   * @param providers the highest priority first
   */
  record Document(String version, @Nullable String chosen, String why, List<Row> providers) {}

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document instead of the table.")
  private boolean json;

  ProvidersCommand() {}

  @Override
  public Integer call() {
    List<Row> rows = PageLocker.candidates().stream().map(ProvidersCommand::row).toList();
    Document document;
    try (PageLocker locker = PageLocker.builder().build()) {
      ProviderChoice choice = locker.provider();
      document = new Document(BuildVersion.version(), choice.name(), choice.why(), rows);
    } catch (PageLockException none) {
      document = new Document(BuildVersion.version(), null, Errors.describe(none), rows);
    }
    print(document);
    return document.chosen() == null ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static Row row(ProviderCandidate candidate) {
    Optional<String> reason =
        candidate.isAvailable() ? Optional.empty() : Optional.of(candidate.reason());
    List<Capability> capabilities = List.of();
    if (candidate.isAvailable()) {
      try (PageLocker locker = PageLocker.builder().provider(candidate.name()).build()) {
        capabilities = List.copyOf(new TreeSet<>(locker.capabilities()));
      } catch (PageLockException e) {
        reason = Optional.of(Errors.describe(e));
      }
    }
    return new Row(
        candidate.name(),
        reason.isEmpty(),
        reason.orElse(null),
        candidate.priority(),
        candidate.bridge().isEmpty() ? null : candidate.bridge(),
        capabilities,
        candidate.implementation());
  }

  private void print(Document document) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(document));
      return;
    }
    if (!document.providers().isEmpty()) {
      out.println(table(document));
    }
    out.println(
        document.chosen() == null
            ? "None is chosen: " + document.why()
            : "Chosen: " + document.chosen() + ", because " + document.why() + ".");
    bridges(document.providers())
        .forEach((bridge, names) -> out.println("Bridge of " + names + ": " + Shown.text(bridge)));
    for (Row row : document.providers()) {
      if (!row.available()) {
        out.println("Not available: " + Shown.text(row.name() + ": " + row.unavailableBecause()));
      }
    }
  }

  /** The providers of each. */
  private static Map<String, String> bridges(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.bridge() != null)
        .collect(
            Collectors.groupingBy(
                row -> Objects.requireNonNull(row.bridge()),
                LinkedHashMap::new,
                Collectors.mapping(Row::name, Collectors.joining(", "))));
  }

  private static String table(Document document) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        document.providers(),
        List.of(
            left("").with(row -> row.name().equals(document.chosen()) ? "*" : ""),
            left("Provider").with(Row::name),
            left("Priority").with(row -> Integer.toString(row.priority())),
            left("Available").with(row -> row.available() ? "yes" : "no"),
            left("Capabilities")
                .maxWidth(40)
                .with(
                    row ->
                        row.capabilities().stream()
                            .map(Capability::name)
                            .collect(Collectors.joining(", ")))));
  }

  private static Column left(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT);
  }
}
