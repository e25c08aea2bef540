package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program changes 200 files at random, for a minute; smaps and VmLck are the witnesses. */
@Tag("long")
class ChurnTest {
  private static final int FILES = 200;
  private static final int ROUNDS = 12;
  private static final int MILLIS_OF_A_ROUND = 5_000;
  private static final long PAGE = PageLocker.system().pageSize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void atEveryPauseExactlyWhatIsThereIsLockedAndResident() throws Exception {
    long before = Kernel.vmLck();
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Process churn =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ChurnMain.class.getName(),
                directory.toString(),
                "" + FILES,
                "" + seed)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (ResidentDirectory resident =
            ResidentDirectory.of(directory).lookEvery(Duration.ofDays(1)).follow();
        BufferedWriter orders =
            new BufferedWriter(
                new OutputStreamWriter(churn.getOutputStream(), StandardCharsets.UTF_8));
        BufferedReader answers = churn.inputReader()) {
      long changes = 0;
      for (int round = 0; round < ROUNDS; round++) {
        orders.write(MILLIS_OF_A_ROUND + "\n");
        orders.flush();
        changes += Long.parseLong(answers.readLine());
        untilExact(resident, before, seed);
      }
      System.out.println(changes + " changes");
      assertTrue(changes > 1_000, () -> "nothing happens");
    } finally {
      churn.destroyForcibly();
    }
    assertEquals(before, Kernel.vmLck());
    assertEquals(List.of(), Kernel.locked(directory));
  }

  private void untilExact(ResidentDirectory resident, long before, long seed)
      throws IOException, InterruptedException {
    Map<String, Long> present = present();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isExact(present) && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
    long pages = present.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(present, lockedPages(), () -> "seed " + seed);
    assertEquals(pages * PAGE, Kernel.vmLck() - before, () -> "VmLck, seed " + seed);
    assertEquals(
        pages * PAGE, Kernel.residentBytes(directory), () -> "resident bytes, seed " + seed);
    assertEquals(pages * PAGE, resident.lockedBytes());
  }

  private boolean isExact(Map<String, Long> present) {
    long bytes = present.values().stream().mapToLong(pages -> pages * PAGE).sum();
    return lockedPages().equals(present) && Kernel.residentBytes(directory) == bytes;
  }

  /** Pages of each file that has bytes. */
  private Map<String, Long> present() throws IOException {
    Map<String, Long> present = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        long pages = (Files.size(path) + PAGE - 1) / PAGE;
        if (pages > 0) {
          present.put(path.toString(), pages);
        }
      }
    }
    return present;
  }

  /** What is held of a deleted file has a name that ends so. */
  private Map<String, Long> lockedPages() {
    Map<String, Long> locked = new TreeMap<>();
    for (Kernel.Area area : Kernel.locked(directory)) {
      locked.merge(area.file(), area.byteCount() / PAGE, Long::sum);
    }
    return locked;
  }
}
