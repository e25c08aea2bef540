package io.github.pagelock.it.containers;

import io.github.pagelock.it.containers.inside.KitMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.Container.ExecResult;

/**
 * What one container showed, and the containers started again with what it proposed.
 *
 * @param status of a process in it: /proc/self/status and limits
 * @param report of the kit
 * @param lock what locking the cell's file gave
 * @param doctor what the doctor said
 * @param remedies by the line that was proposed
 */
record ContainerRun(
    String status, KitReport report, ExecResult lock, ExecResult doctor, List<Cured> remedies) {
  private static final String COMMAND = "io.github.pagelock.cli.Main";
  private static final Pattern DOCKER_RUN =
      Pattern.compile("start the container with `docker run ([^`]+)`");
  private static final Pattern DOCKER_UPDATE = Pattern.compile("run `docker (update [^`]+)`");
  private static final Pattern OPTION = Pattern.compile("start with (-Djna.tmpdir=)DIR");

  /** The command again, after a remedy. */
  record Cured(String remedy, ExecResult lock) {}

  static ContainerRun of(Cell cell, Path payload, JavaImage image) {
    Privileges privileges = cell.container().orElseThrow();
    try (PrivilegedContainer container =
        new PrivilegedContainer(payload, privileges.flags, image)) {
      String status =
          container
              .run("cat", "/proc/self/status", "/proc/self/limits", "/proc/self/mounts")
              .getStdout();
      ExecResult kit = kit(container, cell, privileges);
      ExecResult lock = lock(container, cell, privileges);
      ExecResult doctor =
          container.java(
              COMMAND, "doctor", "--provider", cell.provider(), "--need", privileges.need());
      return new ContainerRun(
          status,
          new KitReport(kit.getStdout() + kit.getStderr()),
          lock,
          doctor,
          cured(cell, privileges, payload, image, container, lock.getStderr()));
    }
  }

  private static ExecResult kit(PrivilegedContainer container, Cell cell, Privileges privileges) {
    List<String> command = new ArrayList<>(privileges.kitOptions());
    command.addAll(
        List.of(KitMain.class.getName(), "" + privileges.patienceMillis(), cell.provider()));
    return container.java(command.toArray(String[]::new));
  }

  private static ExecResult lock(
      PrivilegedContainer container, Cell cell, Privileges privileges, String... options) {
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(
        List.of(
            COMMAND,
            "lock",
            "-q",
            "--provider",
            cell.provider(),
            privileges.path(cell.provider())));
    return container.java(command.toArray(String[]::new));
  }

  /** Each remedy as it was printed, in a container of its own or, an update, in the same. */
  private static List<Cured> cured(
      Cell cell,
      Privileges privileges,
      Path payload,
      JavaImage image,
      PrivilegedContainer failed,
      String message) {
    List<Cured> cured = new ArrayList<>();
    Matcher run = DOCKER_RUN.matcher(message);
    while (run.find()) {
      String flags = run.group(1);
      if (HostLimit.allows(flags)) {
        cured.add(again(cell, privileges, payload, image, flags));
      }
    }
    Matcher update = DOCKER_UPDATE.matcher(message);
    if (update.find()) {
      HostCommand.docker(update.group(1).split(" ", -1));
      cured.add(new Cured(update.group(), lock(failed, cell, privileges)));
    }
    Matcher option = OPTION.matcher(message);
    if (option.find()) {
      String flags = privileges.flags + " --tmpfs /jna:rw,exec";
      try (PrivilegedContainer second = new PrivilegedContainer(payload, flags, image)) {
        cured.add(
            new Cured(option.group(), lock(second, cell, privileges, option.group(1) + "/jna")));
      }
    }
    return cured;
  }

  private static Cured again(
      Cell cell, Privileges privileges, Path payload, JavaImage image, String flags) {
    String all = privileges.flags + " " + flags;
    try (PrivilegedContainer second = new PrivilegedContainer(payload, all, image)) {
      return new Cured(flags, lock(second, cell, privileges));
    }
  }
}
