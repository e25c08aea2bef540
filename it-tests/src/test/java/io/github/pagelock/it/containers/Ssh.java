package io.github.pagelock.it.containers;

import io.github.pagelock.it.containers.HostCommand.Ended;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands in a guest, without a question asked and without the user's own settings.
 *
 * @param port of this machine
 * @param user in the guest
 * @param key file with a private key, or empty for ssh's own choice
 */
record Ssh(int port, String user, Optional<String> key) {
  /** The user's shell may be csh: only a program and its arguments. */
  Ended call(long seconds, Redirect input, String... command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "ssh",
                "-F",
                "none",
                "-T",
                "-p",
                "" + port,
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "ConnectTimeout=10"));
    key.ifPresent(file -> all.addAll(List.of("-i", file, "-o", "IdentitiesOnly=yes")));
    all.add(user + "@127.0.0.1");
    all.addAll(List.of(command));
    return HostCommand.call(seconds, all, input);
  }

  Ended script(long seconds, Path script) {
    return call(seconds, Redirect.from(script.toFile()), "sh", "-s");
  }

  /** Whether the guest answers, and does not let the user in. */
  static boolean refuses(Ended ended) {
    return ended.text().contains("Permission denied")
        || ended.text().contains("Too many authentication failures");
  }

  @Override
  public String toString() {
    return "user " + user + ", " + key.map(file -> "key " + file).orElse("ssh's own keys");
  }
}
