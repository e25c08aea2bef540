package io.github.pagelock.provider.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The running kernel's limit, in a JVM without the capability that exempts from it. */
class LimitOnLinuxTest {
  private static final Pattern ULIMIT = Pattern.compile("run `(ulimit -S -l [0-9]+)` in the shell");

  @Test
  void whatTheKernelRefusesLeavesNothingLockedAndThePrintedLineHelps() throws Exception {
    List<String> refused = run(65536, "exec \"$0\" \"$@\"");
    assertEquals("false", value(refused, "locked"), refused::toString);
    assertEquals("0", value(refused, "left"));
    String message = value(refused, "message");
    assertTrue(message.startsWith("mlock("), message);
    assertTrue(message.contains("failed with ENOMEM (errno 12): LIMIT_EXCEEDED"), message);
    assertTrue(message.contains("locked already: unknown, soft limit: 65536 bytes"), message);

    Matcher line = ULIMIT.matcher(message);
    assertTrue(line.find(), message);
    List<String> cured = run(65536, line.group(1) + " && exec \"$0\" \"$@\"");
    assertEquals("true", value(cured, "locked"), cured::toString);
    assertEquals("0", value(cured, "left"));
  }

  @Test
  void aLimitOfZeroIsNotPermittedAndThePrintedLineHelps() throws Exception {
    List<String> refused = run(0, "exec \"$0\" \"$@\"");
    String message = value(refused, "message");
    assertTrue(message.contains("failed with EPERM (errno 1): NOT_PERMITTED"), message);
    assertTrue(message.contains("the soft limit on locked memory is 0"), message);

    Matcher line = ULIMIT.matcher(message);
    assertTrue(line.find(), message);
    List<String> cured = run(0, line.group(1) + " && exec \"$0\" \"$@\"");
    assertEquals("true", value(cured, "locked"), cured::toString);
  }

  /** Root without the capability in the bounding set is bound by the limit like anyone. */
  private static List<String> run(long softBytes, String shell)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("prlimit", "--memlock=" + softBytes + ":"));
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"));
    }
    command.addAll(List.of("sh", "-c", shell));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(LimitMain.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output::toString);
    return output;
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static String value(List<String> output, String name) {
    return output.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + output));
  }
}
