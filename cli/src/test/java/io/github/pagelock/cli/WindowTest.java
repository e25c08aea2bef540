package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.cli.Command.Running;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** A watched table on a real terminal, whose window changes its size. */
class WindowTest extends CommandOnFiles {
  /** A terminal of 50 columns and 12 rows, of 100 and 30 from SIGUSR1 on. */
  private static final String TERMINAL =
      """
      import fcntl, os, pty, signal, struct, sys, termios
      pid, fd = pty.fork()
      if pid == 0:
          os.read(0, 1)
          os.execvp(sys.argv[1], sys.argv[1:])
      def resize(rows, columns):
          fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
      signal.signal(signal.SIGUSR1, lambda *ignored: resize(30, 100))
      resize(12, 50)
      os.write(fd, b'\\n')
      try:
          while True:
              os.write(1, os.read(fd, 65536))
      except OSError:
          pass
      """;

  /** The lines of a drawing up to one that says how many rows more there are. */
  private static List<String> untilMore(Running running) throws Exception {
    List<String> lines = new ArrayList<>();
    while (lines.isEmpty() || !lines.get(lines.size() - 1).contains(" more")) {
      lines.add(running.readLine().replaceFirst("^.*\u001b\\[2K", "").replace("\r", ""));
    }
    return lines;
  }

  @Test
  void itIsDrawnWithinTheWindowAndAtOnceWhenThatChanges() throws Exception {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v python3 stty").start().waitFor() == 0,
        "no python3 that makes a terminal, or no stty");
    for (int i = 0; i < 58; i++) {
      Files.write(data.resolve("file" + i), new byte[PAGE]);
    }
    Command onTerminal =
        new Command(Files.createDirectory(dir.resolve("terminal")))
            .withJvmOption("-Dio.github.pagelock.cli.stdoutColumns=80");
    try (Running running =
        onTerminal.start(
            List.of("python3", "-c", TERMINAL), "residency", "--watch=1h", data.toString())) {
      List<String> small = untilMore(running);
      assertEquals("and 56 more", small.get(small.size() - 1));
      assertTrue(widest(small) <= 50, small::toString);
      running.signal("USR1");
      List<String> large = untilMore(running);
      assertEquals("and 38 more", large.get(large.size() - 1), large::toString);
      assertTrue(widest(large) > 50 && widest(large) <= 100, large::toString);
    }
  }

  private static int widest(List<String> lines) {
    return lines.stream()
        .mapToInt(line -> AttributedString.fromAnsi(line).columnLength())
        .max()
        .orElseThrow();
  }
}
