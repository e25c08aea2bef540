package io.github.pagelock.it.containers;

import io.github.pagelock.it.containers.HostCommand.Ended;
import io.github.pagelock.it.containers.inside.KitMain;
import io.github.pagelock.it.freebsd.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a guest with FreeBSD showed. It boots from the user's image; what runs there is copied by
 * ssh, and nothing of it stays.
 *
 * @param user who ran it
 * @param seen what was printed
 */
record FreeBsdRun(String user, Sections seen) {
  static final List<String> PROVIDERS = List.of("freebsd", "fallback");

  /** A guest under software emulation is slow to start. */
  private static final long SECONDS_TO_BOOT = 900;

  private static final long SECONDS_TO_RUN = 2400;
  private static final long SECONDS_TO_END = 60;

  /** Under software emulation a second JVM took 17 s. */
  private static final int SECONDS_OF_PATIENCE = 120;

  private static final String INSIDE = "/tmp/pagelock";

  static FreeBsdRun of(Path image, String user) {
    Path directory = Lab.directory().resolve("guest-freebsd");
    try (DiskGuest guest = new DiskGuest(image, directory)) {
      Ssh ssh = new Ssh(guest.port(), user, Lab.here().find("freebsd.key"));
      awaitSsh(guest, ssh);
      copy(guest, ssh, directory);
      Ended ended =
          ssh.script(SECONDS_TO_RUN, Files.writeString(directory.resolve("script"), script()));
      Files.writeString(directory.resolve("output"), ended.text());
      if (!ended.text().contains("\n=== end\n")) {
        throw new AssertionError("ended early: " + ended.text() + "\n" + guest.lastWords());
      }
      ssh.call(SECONDS_TO_END, Redirect.PIPE, "shutdown", "-p", "now");
      guest.awaitPowerOff(SECONDS_TO_END);
      return new FreeBsdRun(user, new Sections(ended.text()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitSsh(DiskGuest guest, Ssh ssh) throws InterruptedException {
    long end = System.nanoTime() + SECONDS_TO_BOOT * 1_000_000_000;
    Ended ended = ssh.call(60, Redirect.PIPE, "true");
    while (!ended.well()) {
      if (Ssh.refuses(ended)) {
        throw new AssertionError(
            "the guest refuses "
                + ssh
                + " (PAGELOCK_FREEBSD_SSH, PAGELOCK_FREEBSD_KEY): "
                + ended.text());
      }
      if (!guest.isHopeful() || System.nanoTime() - end > 0) {
        throw new AssertionError("no ssh in the guest: " + ended.text() + "\n" + guest.lastWords());
      }
      Thread.sleep(2000);
      ended = ssh.call(60, Redirect.PIPE, "true");
    }
  }

  private static void copy(DiskGuest guest, Ssh ssh, Path directory) {
    Path tar = directory.resolve("payload.tar");
    HostCommand.run(
        120,
        List.of(
            "tar",
            "-cf",
            tar.toString(),
            "-C",
            Payload.directory().toString(),
            "classes",
            "lib",
            "-C",
            Facts.SOURCES.toAbsolutePath().toString(),
            "freebsd_facts.c"));
    need(ssh.call(60, Redirect.PIPE, "mkdir", "-p", INSIDE), guest);
    need(ssh.call(300, Redirect.from(tar.toFile()), "tar", "-C", INSIDE, "-xf", "-"), guest);
  }

  private static void need(Ended copied, DiskGuest guest) {
    if (!copied.well()) {
      throw new AssertionError("cannot copy: " + copied.text() + "\n" + guest.lastWords());
    }
  }

  /** The facts, then the kit on both providers. */
  private static String script() {
    return """
        mark() { echo "=== $1"; }
        cd INSIDE || exit
        for java in "$(command -v java)" /usr/local/openjdk17/bin/java /usr/local/openjdk*/bin/java; do
          [ -x "$java" ] && break
        done
        mark system; uname -sr
        mark facts
        cc -O2 -Wall -Wextra -o freebsd_facts freebsd_facts.c -lpthread 2>&1 && PATIENCE=SECONDS ./freebsd_facts 2>&1 </dev/null
        code=$?
        mark code; echo $code
        "$java" --enable-native-access=ALL-UNNAMED -cp 'CLASS_PATH' KIT SECONDS000 freebsd fallback 2>&1
        mark end
        """
        .replace("CLASS_PATH", Payload.classPath(INSIDE))
        .replace("INSIDE", INSIDE)
        .replace("SECONDS", "" + SECONDS_OF_PATIENCE)
        .replace("KIT", KitMain.class.getName());
  }

  /** Name and release. */
  String system() {
    return seen.get("system").strip();
  }

  /** What the program of the facts, or its compiler, printed. */
  Facts.Result facts() {
    return new Facts.Result(Integer.parseInt(seen.get("code").strip()), seen.get("facts"));
  }

  KitReport kit(String provider) {
    return new KitReport(seen.get(provider));
  }

  Cell cell(String provider) {
    return Cell.ofGuest(system(), kit(provider).java(), provider, user);
  }
}
