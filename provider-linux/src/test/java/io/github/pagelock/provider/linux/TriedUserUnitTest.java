package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A unit of a real systemd manager of the user nobody, which may have 64 KiB and raise it to 8 MiB:
 * the unit's program fails, and is started again after the very line that it printed.
 */
class TriedUserUnitTest {
  private static final int NOT_HERE = 77;
  private static final Pattern LINE = Pattern.compile("run `([^`]+)`, or do the same with");

  /** In cgroups that say so, and where systemd finds a booted system. $1: home, $2: the line. */
  private static final String SCRIPT =
      TriedRemediesTest.WITHOUT_CONTAINER
          + """
          mkdir -p $new/run/systemd/system $new/run/user/65534 && chown 65534 $new/run/user/65534
          for g in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            if [ -e $g/cgroup.procs ]; then
              m=$g/pagelock-try/user@65534.service
              mkdir -p $m && chown 65534 $m $m/cgroup.procs && echo $$ >$m/cgroup.procs || exit 77
            fi
          done
          exec chroot $new prlimit --memlock=65536:8388608 \
            setpriv --reuid=65534 --regid=65534 --clear-groups \
            env -i PATH="$PATH" XDG_RUNTIME_DIR=/run/user/65534 HOME="$1" sh -c '
          for s in /lib/systemd/systemd /usr/lib/systemd/systemd; do
            [ -x $s ] && { $s --user >/dev/null 2>&1 & break; }
          done
          i=0
          until systemctl --user daemon-reload 2>/dev/null; do
            sleep 0.1; i=$((i + 1)); [ $i -lt 300 ] || exit 77
          done
          systemctl --user start try-it.service
          sh -c "$1" || exit 78
          cat ~/out' sh "$2"
          """;

  /** Its processes end along with the first of their namespace, a moment later. */
  private static final String CLEAN_UP =
      """
      status=$?
      for g in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
        i=0
        while [ -d $g/pagelock-try ] && [ $i -lt 50 ]; do
          find $g/pagelock-try -depth -type d -exec rmdir {} ';' 2>/dev/null
          sleep 0.1; i=$((i + 1))
        done
      done
      exit $status
      """;

  @TempDir Path home;

  @BeforeAll
  static void needsRootAndSystemd() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    assumeTrue(
        shell("unshare --mount --pid --fork --mount-proc true && command -v systemctl").exit() == 0,
        "needs CAP_SYS_ADMIN for namespaces, and systemd");
  }

  private static ChildJvm.Result shell(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(List.of(arguments));
    return ChildJvm.run(List.of(), command);
  }

  /** What the unit's program has printed at last, after the line. */
  private ChildJvm.Result unit(String program, String line) throws IOException {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path units = Files.createDirectories(home.resolve(".config/systemd/user"));
    Files.writeString(
        units.resolve("try-it.service"),
        "[Service]\nType=oneshot\nExecStart=-/bin/sh -c \"exec " + program + " >%h/out 2>&1\"\n");
    Files.setPosixFilePermissions(units, PosixFilePermissions.fromString("rwxrwxrwx"));
    ChildJvm.Result result =
        shell(
            "unshare --mount --pid --fork --kill-child --mount-proc sh -c \"$1\" sh \"$2\" \"$3\"\n"
                + CLEAN_UP,
            SCRIPT,
            home.toString(),
            line);
    assumeTrue(result.exit() != NOT_HERE, "no user's systemd can run here: " + result.output());
    return result;
  }

  private static String firstLine(String text) {
    Matcher line = LINE.matcher(text);
    assertTrue(line.find(), text);
    return line.group(1);
  }

  @Test
  void theDropInOfTheUsersOwnUnit() throws IOException {
    List<String> java = ChildJvm.java(LockMain.class, "1048576");
    String program = String.join(" ", java.stream().map(word -> "'" + word + "'").toList());
    ChildJvm.Result failed = unit(program, "true");
    assertEquals("LIMIT", failed.value("cause"), failed.output());
    assertEquals("user's systemd unit try-it.service", failed.value("launcher"));
    String line = firstLine(failed.value("failure"));
    assertTrue(line.contains(":8388608\\n' > ~/.config/systemd/user/try-it.service.d/"), line);

    ChildJvm.Result cured = unit(program, line);

    assertEquals("LOCKED", cured.value("state"), cured.output());
  }

  /** What is said not to help was seen not to: it starts, with less than it asks for. */
  @Test
  void aboveItsManagersHardLimitTheDropInAloneIsInVain() throws IOException {
    NewLimits limits = new NewLimits(1 << 30, 1 << 30);
    String line = firstLine(UnitCures.ofUser("try-it.service", limits));

    ChildJvm.Result unit = unit("grep locked /proc/self/limits", line);

    assertEquals(0, unit.exit(), unit.output());
    String told = "Max locked memory +8388608 +8388608 +bytes *\\s*";
    assertTrue(unit.output().matches(told), unit.output());
  }
}
