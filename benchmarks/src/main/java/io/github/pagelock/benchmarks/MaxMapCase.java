package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * max-map: locks every second page, far more than a process may have mappings, in a JVM of its own.
 * It must end in LIMIT_EXCEEDED, the JVM must live, and the refusals must not take long: C does the
 * same, but goes on to the last mapping.
 */
final class MaxMapCase {
  /** A tenth of what it was when each refusal read how the process was started. */
  private static final double MOST = 22;

  private MaxMapCase() {}

  /**
   * What became of the attempts.
   *
   * @param text the child's last line, or how it died
   * @param survived whether it ended by itself
   * @param refused whether a lock was refused, as it must be where there are enough attempts
   * @param quick whether it took at most so many times what C takes
   */
  record Outcome(String text, boolean survived, boolean refused, boolean quick) {}

  static Outcome run(Plan plan, Reference reference) throws IOException, InterruptedException {
    double inC = reference.run("max-map", plan.ranges().attempts()).get(0);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MaxMapCase.class.getName(),
                Integer.toString(plan.ranges().attempts()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int code = child.waitFor();
    if (code != 0) {
      return new Outcome("the JVM died with exit code " + code, false, false, false);
    }
    double seconds = Double.parseDouble(out.substring(out.lastIndexOf(' ') + 1).replace("s", ""));
    String text =
        String.format(
            Locale.ROOT,
            "%s %.1fs %s ratio<=%s",
            out,
            inC,
            Numbers.ratio(seconds / inC),
            Numbers.goal(MOST));
    return new Outcome(
        text, true, out.contains(Reason.LIMIT_EXCEEDED + "="), seconds / inC <= MOST);
  }

  public static void main(String[] args) throws InterruptedException {
    int attempts = Integer.parseInt(args[0]);
    List<LockedRange> locked = new ArrayList<>();
    Map<Reason, Integer> refusals = new EnumMap<>(Reason.class);
    long start = System.nanoTime();
    try (Mapping mapping = new Mapping(2L * attempts * Mapping.PAGE)) {
      for (int i = 0; i < attempts; i++) {
        try {
          locked.add(PageLocker.system().lock(mapping.range(2L * i * Mapping.PAGE, Mapping.PAGE)));
        } catch (PageLockException e) {
          refusals.merge(e.reason(), 1, Integer::sum);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      startAThread();
      StringBuilder line = new StringBuilder("locked=" + locked.size());
      refusals.forEach(
          (reason, count) -> line.append(" ").append(reason).append("=").append(count));
      System.out.println(line.append(String.format(Locale.ROOT, " in %.2fs", seconds)));
      locked.forEach(LockedRange::close);
    }
  }

  /** Starting a thread maps its stack: the JVM still has room. */
  private static void startAThread() throws InterruptedException {
    Thread thread = new Thread(() -> {}, "still-alive");
    thread.start();
    thread.join();
  }
}
