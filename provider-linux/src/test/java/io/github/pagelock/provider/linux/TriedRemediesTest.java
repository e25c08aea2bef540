package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What makes a remedy tried: a process fails, prints the remedy, and is started again with exactly
 * the line that it printed; then it succeeds.
 */
class TriedRemediesTest {
  private static final String PROGRAM = quoted(ChildJvm.java(LockMain.class, "1048576"));
  private static final String AS_NOBODY = String.join(" ", ChildJvm.AS_NOBODY) + " ";
  private static final String LOW_HARD_LIMIT = "prlimit --memlock=65536:65536 " + AS_NOBODY;
  private static final String LOW_SOFT_LIMIT = "prlimit --memlock=65536:8388608 " + AS_NOBODY;

  /** $new: the root directory without what a container's runtime leaves there. */
  static final String WITHOUT_CONTAINER =
      """
      new=/run/pagelock-root
      mount -t tmpfs none /run && mkdir $new && mount -t tmpfs none $new || exit 70
      for f in /*; do
        if [ -L "$f" ]; then cp -d "$f" $new
        elif [ "$f" = /run ]; then mkdir $new/run
        elif [ -d "$f" ]; then mkdir "$new$f" && mount --rbind "$f" "$new$f" || exit 70
        fi
      done
      """;

  @BeforeAll
  static void needsRoot() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
  }

  private static String quoted(List<String> command) {
    return String.join(" ", command.stream().map(word -> "'" + word + "'").toList());
  }

  private static String inDoubleQuotes(String script) {
    return "\"" + script.replace("$", "\\$") + "\"";
  }

  private static ChildJvm.Result shell(String script) {
    return ChildJvm.run(List.of(), List.of("sh", "-c", script));
  }

  /** In a mount namespace of its own, so that nothing of the system's files changes. */
  private static ChildJvm.Result apart(String script) {
    assumeTrue(
        ChildJvm.run(List.of(), List.of("unshare", "--mount", "true")).exit() == 0,
        "needs CAP_SYS_ADMIN for a mount namespace");
    return ChildJvm.run(List.of(), List.of("unshare", "--mount", "sh", "-c", script));
  }

  /** The line in backquotes after these words of the failed program's message. */
  private static String line(ChildJvm.Result failed, String before) {
    assertEquals(1, failed.exit(), failed.output());
    assertEquals("true", failed.value("foreseen"), failed.output());
    String message = failed.value("failure");
    Matcher line = Pattern.compile(Pattern.quote(before) + "`([^`]+)`").matcher(message);
    assertTrue(line.find(), message);
    assertTrue(
        failed
            .output()
            .lines()
            .anyMatch(
                tried -> tried.startsWith("tried=") && tried.contains("`" + line.group(1) + "`")),
        failed::output);
    return line.group(1);
  }

  private static void assertCured(ChildJvm.Result cured) {
    assertEquals(0, cured.exit(), cured.output());
    assertEquals("LOCKED", cured.value("state"));
  }

  @Test
  void theShellsSoftLimit() {
    String start = LOW_SOFT_LIMIT + "sh -c ";
    String line = line(shell(start + inDoubleQuotes(PROGRAM + "; exit $?")), "Remedy: run ");
    assertTrue(line.startsWith("ulimit "), line);
    assertCured(shell(start + inDoubleQuotes(line + " && " + PROGRAM)));
  }

  @Test
  void theCapabilityForAnotherUserThanRoot() {
    String start = WITHOUT_CONTAINER + "chroot $new ";
    String line = line(apart(start + LOW_HARD_LIMIT + PROGRAM), "as root put ");
    assertTrue(line.startsWith("setpriv "), line);
    assertCured(apart(start + "prlimit --memlock=65536:65536 " + line + " " + PROGRAM));
  }

  @Test
  void aLineOfLimitsConfAndANewLogin() {
    assumeTrue(
        shell("grep -q '^session.*pam_limits' /etc/pam.d/su && id nobody").exit() == 0,
        "su does not read limits.conf here, or there is no user nobody");
    String low =
        "mount -t tmpfs none /mnt && cp -r /etc/security/. /mnt"
            + " && mount --bind /mnt /etc/security || exit 70\n"
            + "echo 'nobody - memlock 64' >> /etc/security/limits.conf\n"
            + WITHOUT_CONTAINER;
    String logIn = "\nchroot $new su nobody -s /bin/sh -c " + inDoubleQuotes(PROGRAM);
    String line = line(apart(low + logIn), "as root run ");
    assertTrue(line.startsWith("echo 'nobody - memlock "), line);
    assertCured(apart(low + line + logIn));
  }

  /** The first process of a PID namespace has no parents, so that no shell is seen. */
  @Test
  void thePrefixWhereThereIsNoShell() {
    String alone = "exec unshare --pid --fork --mount-proc " + LOW_SOFT_LIMIT;
    String line = line(apart(alone + PROGRAM), "put ");
    assertTrue(line.startsWith("sh -c "), line);
    assertCured(apart(alone + line + " " + PROGRAM));
  }

  /** cron gives the line to sh; which process is cron, its name tells. */
  @Test
  void theLineInTheCrontab(@TempDir Path directory) throws IOException {
    Path cron = directory.resolve("cron");
    String start =
        "chmod 755 " + directory + " " + cron + "; " + WITHOUT_CONTAINER + "chroot $new ";
    Files.writeString(cron, "#!/bin/sh\n/bin/sh -c \"" + PROGRAM + "\"\n");
    ChildJvm.Result failed = apart(start + LOW_SOFT_LIMIT + cron);
    assertEquals("cron job", failed.value("launcher"), failed.output());
    String line = line(failed, "write ");
    Files.writeString(cron, "#!/bin/sh\n/bin/sh -c \"" + line + " " + PROGRAM + "\"\n");
    assertCured(apart(start + LOW_SOFT_LIMIT + cron));
  }

  @Test
  void theMemoryCgroupsLimit() {
    String program = quoted(ChildJvm.java(LockMain.class, "104857600", "untouched"));
    ChildJvm.Result failed = inCgroup("", program);
    assumeTrue(failed.exit() != 77, "no memory cgroup can be made here: " + failed.output());
    assertEquals("MEMORY_CGROUP", failed.value("cause"), failed.output());
    String line = line(failed, "as root run ");
    assertTrue(line.startsWith("echo "), line);
    assertCured(inCgroup(line, program));
  }

  /** Runs a line of root's, then the program, in a cgroup of 64 MiB. */
  private static ChildJvm.Result inCgroup(String line, String program) {
    return shell(
        """
        g=/sys/fs/cgroup/memory f=memory.limit_in_bytes
        [ -d $g ] || { g=/sys/fs/cgroup f=memory.max; }
        mkdir $g/pagelock-try || exit 77
        echo 67108864 > $g/pagelock-try/$f || { rmdir $g/pagelock-try; exit 77; }
        LINE
        sh -c 'echo $$ > $0/pagelock-try/cgroup.procs && exec "$@"' $g PROGRAM
        status=$?
        rmdir $g/pagelock-try
        exit $status
        """
            .replace("LINE", line)
            .replace("PROGRAM", program));
  }

  /** Root of a user namespace is told what does not help it. */
  @Test
  void beingRootOfAUserNamespaceIsInVain() {
    assumeTrue(
        shell("unshare --user --map-root-user true").exit() == 0,
        "this kernel lets nobody make a user namespace");
    ChildJvm.Result failed =
        shell("prlimit --memlock=65536:65536 unshare --user --map-root-user " + PROGRAM);
    assertEquals("LIMIT", failed.value("cause"));
    String message = failed.value("failure");
    assertTrue(message.contains("root of a user namespace"), message);
    assertFalse(message.contains("setpriv"), message);
  }

  /** What is said not to help was seen not to. */
  @Test
  void setcapOnTheJavaCommandIsInVain(@TempDir Path directory) {
    Path jre = directory.resolve("jre");
    String jlink = Path.of(System.getProperty("java.home"), "bin", "jlink").toString();
    ChildJvm.Result made =
        ChildJvm.run(
            List.of(), List.of(jlink, "--add-modules", "java.base", "--output", jre.toString()));
    assertEquals(0, made.exit(), made.output());
    String java = jre + "/bin/java";
    assumeTrue(
        shell("PATH=$PATH:/usr/sbin; setcap cap_ipc_lock+ep " + java).exit() == 0,
        "no setcap here (Debian: apt-get install libcap2-bin), or a file system without it");
    ChildJvm.Result result =
        shell("chmod -R a+rX " + directory + "; " + AS_NOBODY + java + " -version");
    assertTrue(result.output().contains("libjli.so"), result.output());
    assertEquals(127, result.exit());
  }
}
