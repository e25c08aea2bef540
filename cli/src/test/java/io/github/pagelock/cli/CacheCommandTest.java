package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code touch} and {@code evict}, seen by the kernel. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheCommandTest {
  private static final int PAGE = HostPage.BYTES;
  private static final int PAGES = 600;

  private Command command;
  private Path data;

  @BeforeAll
  void makeFiles(@TempDir Path dir) throws IOException {
    command = new Command(dir);
    data = Files.createDirectory(dir.resolve("data"));
    write("big", PAGES * PAGE);
    write("small", 1);
    Files.createFile(data.resolve("empty"));
    Command.makeReadable(data);
  }

  private void write(String name, int bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(data.resolve(name).toFile(), "rw")) {
      file.write(new byte[bytes]);
      file.getFD().sync();
    }
  }

  private static long sum(Ended ended, String field) {
    JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
    long sum = 0;
    for (JsonElement row : report.getAsJsonArray("files")) {
      sum += row.getAsJsonObject().get(field).getAsLong();
    }
    return sum;
  }

  private long inRam() throws Exception {
    return sum(command.run("residency", "-q", "--json", data.toString()), "residentPages");
  }

  @Test
  void evictedFilesAreNotInRamAndTouchedOnesAre() throws Exception {
    Ended evicted = command.run("evict", "--json", data.toString());
    assertEquals(0, evicted.exitCode(), evicted.err());
    assertTrue(evicted.err().contains("evicting 2 files, 2.3 MiB"), evicted.err());
    assertTrue(evicted.err().contains("empty: empty"), evicted.err());
    assertEquals(0, sum(evicted, "residentPagesAfter"));
    assertEquals(0, inRam());
    Ended touched = command.run("touch", data.toString());
    assertEquals(0, touched.exitCode(), touched.err());
    assertTrue(touched.err().contains("touching 2 files, 2.3 MiB"), touched.err());
    assertTrue(touched.out().contains("0 pages in RAM before, 601 after"), touched.out());
    assertEquals(PAGES + 1, inRam());
  }

  @Test
  void onlyARangeIsEvictedAndTouched() throws Exception {
    Path big = data.resolve("big");
    command.run("touch", "-q", big.toString());
    Ended evicted = command.run("evict", "--json", "--range=400k:", big.toString());
    assertEquals(2, evicted.exitCode(), "a range without an end is written OFFSET-");
    evicted = command.run("evict", "--json", "-q", "--range=400k-", big.toString());
    assertEquals(0, evicted.exitCode(), evicted.err());
    assertEquals(PAGES - 100, sum(evicted, "pages"));
    assertTrue(sum(evicted, "residentPagesAfter") < PAGES - 100, evicted.out());
    assertTrue(sum(command.run("residency", "--json", big.toString()), "residentPages") >= 100);
  }

  @Test
  void whatIsLockedStays() throws Exception {
    try (Running running =
        command.start(List.of(), "lock", "--hold", "--range=40k", data.resolve("big").toString())) {
      running.awaitLine("holding until");
      Ended evicted = command.run("evict", "--json", data.resolve("big").toString());
      assertEquals(0, evicted.exitCode(), evicted.err());
      assertTrue(sum(evicted, "residentPagesAfter") >= 10, evicted.out());
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }

  @Test
  void whatCannotBeReadIsSaidAndTheRestIsDone() throws Exception {
    for (String name : new String[] {"touch", "evict"}) {
      Ended ended = command.run(name, "-q", "--json", "/nonexistent", data.toString());
      assertEquals(1, ended.exitCode(), ended.err());
      assertEquals("pagelock: /nonexistent: no such file or directory\n", ended.err());
      assertEquals(PAGES + 1, sum(ended, "pages"));
    }
  }
}
