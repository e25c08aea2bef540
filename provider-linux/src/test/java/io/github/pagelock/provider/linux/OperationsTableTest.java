package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.Situations.GIB;
import static io.github.pagelock.provider.linux.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/operations.md say what the code prints. What they should be is written to
 * target/operations-tables.md.
 */
class OperationsTableTest {
  private static final String BEGIN =
      "<!-- printed by the code; OperationsTableTest compares -->\n";
  private static final String END = "<!-- end of what is compared -->\n";

  private final List<String> remedies = new ArrayList<>();
  private final List<String> inVain = new ArrayList<>();

  private void row(String cause, String startedBy, Cure cure) {
    for (Remedy remedy : cure.remedies()) {
      remedies.add(line(cause, startedBy, remedy.text(), remedy.tried() ? "tried" : "not tried"));
    }
    for (String reason : cure.inVain()) {
      inVain.add(line(cause, startedBy, reason));
    }
  }

  private static String line(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static Cures cures(Kind kind) {
    return new Cures(Situations.of(kind));
  }

  private static String shown(Kind kind) {
    return new Launcher(kind, "").toString();
  }

  private void limitRows() {
    for (Kind kind : List.of(Kind.SHELL, Kind.SYSTEMD, Kind.CRON, Kind.UNKNOWN)) {
      row("LIMIT, within the hard limit", shown(kind), cures(kind).of(Bound.LOCKED_BYTES, MIB));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.JAIL) {
        row("LIMIT", shown(kind) + ", not root", cures(kind).of(Bound.LOCKED_BYTES, GIB));
      }
    }
    for (Kind kind : List.of(Kind.DOCKER, Kind.KUBERNETES)) {
      Cures ofRoot = new Cures(Situations.of(kind, Situations.ROOT));
      row("LIMIT", shown(kind) + ", root", ofRoot.of(Bound.LOCKED_BYTES, GIB));
    }
    for (Kind kind : List.of(Kind.SHELL, Kind.PODMAN)) {
      Cures ofNone = new Cures(Situations.of(kind, Situations.ROOT_OF_NAMESPACE));
      row("LIMIT", shown(kind) + ", root of a user namespace", ofNone.of(Bound.LOCKED_BYTES, GIB));
    }
  }

  private void memoryRows() {
    row("MEMORY", "any", cures(Kind.SHELL).of(Bound.MEMORY, GIB));
    group(Kind.SHELL, "/sys/fs/cgroup/app", false);
    group(Kind.SYSTEMD, "/sys/fs/cgroup/system.slice/search.service", false);
    for (Kind kind : List.of(Kind.DOCKER, Kind.PODMAN, Kind.CONTAINERD, Kind.KUBERNETES)) {
      group(kind, "/sys/fs/cgroup", true);
    }
  }

  private void group(Kind kind, String directory, boolean outermost) {
    Cures cures = new Cures(Situations.inGroup(kind, directory, outermost));
    row("MEMORY_CGROUP", shown(kind), cures.of(Bound.MEMORY, GIB));
  }

  private void otherRows() {
    row("MAPPINGS", "any but a container", cures(Kind.SHELL).of(Bound.MAPPINGS, 65_532));
    row("MAPPINGS", "any container", cures(Kind.DOCKER).of(Bound.MAPPINGS, 65_532));
    for (Kind kind : List.of(Kind.SYSTEMD, Kind.DOCKER, Kind.KUBERNETES, Kind.UNKNOWN)) {
      row("POLICY", shown(kind), cures(kind).ofPolicy("mlock"));
    }
    row("BUSY", "any", cures(Kind.SHELL).busy());
    row("MISSING_CALL", "any", cures(Kind.SHELL).missingCall());
    row("HOLE", "any", UnlockablePage.OF_A_HOLE);
    row("NO_ACCESS", "any", UnlockablePage.OF_NO_ACCESS);
    row("END_OF_FILE", "any", UnlockablePage.ofEnd(16384));
  }

  @Test
  void theDocumentSaysWhatIsPrinted() throws IOException {
    limitRows();
    memoryRows();
    otherRows();
    String expected =
        "\n"
            + line("cause", "started by", "remedy", "by a test")
            + "|---|---|---|---|\n"
            + String.join("", remedies)
            + "\nWhat is said not to help:\n\n"
            + line("cause", "started by", "does not help")
            + "|---|---|---|\n"
            + String.join("", inVain)
            + "\n";
    Files.writeString(Path.of("target", "operations-tables.md"), expected);
    String document = Files.readString(Path.of("..", "docs", "operations.md"));
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    assertTrue(begin >= 0 && end > begin, "the marks are missing");
    assertEquals(expected, document.substring(begin + BEGIN.length(), end));
  }
}
