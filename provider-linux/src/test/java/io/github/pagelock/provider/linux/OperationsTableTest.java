package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.Situations.GIB;
import static io.github.pagelock.provider.linux.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.Remedy;
import io.github.pagelock.provider.linux.proc.Mapping;
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
    return Launcher.of(kind, "").toString();
  }

  private void limitRows() {
    for (Kind kind :
        List.of(Kind.SHELL, Kind.SYSTEMD, Kind.SYSTEMD_USER, Kind.CRON, Kind.UNKNOWN)) {
      row("LIMIT, within the hard limit", shown(kind), cures(kind).of(Bound.LOCKED_BYTES, MIB));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.JAIL && !LauncherSearch.hasSystem(kind)) {
        row("LIMIT", shown(kind) + ", not root", cures(kind).of(Bound.LOCKED_BYTES, GIB));
      }
    }
    Launcher shell = Situations.launcher(Kind.SHELL);
    Origin desktop = new Origin(shell, shell, true, Situations.MANAGER, 8 * MIB, -1);
    row("LIMIT", "shell of a desktop, not root", ofLimit(desktop, Situations.USER));
    for (Kind kind : List.of(Kind.DOCKER, Kind.KUBERNETES)) {
      Cures ofRoot = new Cures(Situations.of(kind, Situations.ROOT));
      row("LIMIT", shown(kind) + ", root", ofRoot.of(Bound.LOCKED_BYTES, GIB));
    }
    for (Kind kind : List.of(Kind.SHELL, Kind.PODMAN, Kind.CONTAINERD)) {
      Cures ofNone = new Cures(Situations.of(kind, Situations.ROOT_OF_NAMESPACE));
      row("LIMIT", shown(kind) + ", root of a user namespace", ofNone.of(Bound.LOCKED_BYTES, GIB));
    }
  }

  private static Cure ofLimit(Origin origin, Credentials user) {
    return new Cures(Situations.of(origin, user, Situations.LIMITS)).of(Bound.LOCKED_BYTES, GIB);
  }

  /** Containers in which a unit runs, search.service: in its limit, and above it. */
  private void systemContainerRows() {
    Launcher unit = Situations.launcher(Kind.SYSTEMD);
    for (Kind kind : List.of(Kind.LXC, Kind.LXD, Kind.INCUS, Kind.NSPAWN)) {
      Launcher container = Situations.launcher(kind);
      row(
          "LIMIT",
          shown(kind) + ", unprivileged",
          ofLimit(
              new Origin(container, unit, false, "", -1, 8 * MIB),
              Situations.ROOT_OF_SUBORDINATES));
    }
    row(
        "LIMIT, within the container's limit of 2 GiB",
        shown(Kind.LXC) + ", unprivileged",
        ofLimit(
            new Origin(Situations.launcher(Kind.LXC), unit, false, "", -1, 2 * GIB),
            Situations.ROOT_OF_SUBORDINATES));
  }

  private void memoryRows() {
    row("MEMORY", "any", cures(Kind.SHELL).of(Bound.MEMORY, GIB));
    group(Kind.SHELL, "/sys/fs/cgroup/app", false);
    group(Kind.SYSTEMD, "/sys/fs/cgroup/system.slice/search.service", false);
    String user = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/";
    group(Kind.SYSTEMD_USER, user + "indexer.service", false);
    for (Kind kind :
        List.of(Kind.DOCKER, Kind.PODMAN, Kind.CONTAINERD, Kind.KUBERNETES, Kind.LXC, Kind.LXD)) {
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
    row(
        "END_OF_FILE",
        "any",
        UnlockablePage.ofEnd(new Mapping(0, 32768, "r--s", 0, 1, "file"), 16384));
    row("IO_ERROR", "any", PopulateFailures.OF_AN_IO_ERROR);
    row("FILE_SYSTEM_FULL", "any, a tmpfs", FileSystemRoom.CURE);
    row("FILE_SYSTEM_FULL", "any, huge pages", PopulateFailures.OF_HUGE_PAGES);
    row("SECRET_MEMORY", "any", UnlockablePage.OF_SECRET_MEMORY);
  }

  @Test
  void theDocumentSaysWhatIsPrinted() throws IOException {
    limitRows();
    systemContainerRows();
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
