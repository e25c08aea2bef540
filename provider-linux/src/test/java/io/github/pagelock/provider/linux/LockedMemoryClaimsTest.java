package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What locked memory promises, seen in a process's memory and in its core dump. */
class LockedMemoryClaimsTest {
  private static final int BLOCK = 1 << 20;

  @TempDir Path directory;
  private @Nullable Process child;

  @AfterEach
  void end() {
    if (child != null) {
      child.destroyForcibly();
    }
  }

  /** Returns what it prints. */
  private BufferedReader start() throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh"));
    command.addAll(ChildJvm.java(MarkerMain.class));
    child =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = child().inputReader();
    assertEquals("ready", output.readLine());
    return output;
  }

  private Process child() {
    return Objects.requireNonNull(child);
  }

  @Test
  void afterCloseTheSecretIsNowhereInTheProcess() throws IOException {
    BufferedReader output = start();
    assertEquals(1, inMemory(Marker.SECRET), "before close()");
    child().getOutputStream().write('c');
    child().getOutputStream().flush();
    assertEquals("closed 10000", output.readLine());
    assertEquals(0, inMemory(Marker.SECRET), "after close()");
    assertEquals(1, inMemory(Marker.PLAIN), "that this finds what is there");
  }

  private int inMemory(Marker marker) throws IOException {
    Path proc = Path.of("/proc", "" + child().pid());
    int found = 0;
    try (RandomAccessFile memory = new RandomAccessFile(proc.resolve("mem").toFile(), "r")) {
      for (String line : Files.readAllLines(proc.resolve("maps"), StandardCharsets.ISO_8859_1)) {
        String[] fields = line.split(" +", 6);
        long start = Long.parseUnsignedLong(fields[0].split("-", 2)[0], 16);
        long end = Long.parseUnsignedLong(fields[0].split("-", 2)[1], 16);
        // The kernel's own pages, and reserved address space, cannot be read.
        if (fields[1].startsWith("rw") && start > 0) {
          found += inRange(memory, start, end, marker);
        }
      }
    }
    return found;
  }

  private static int inRange(RandomAccessFile memory, long start, long end, Marker marker)
      throws IOException {
    byte[] block = new byte[BLOCK + Marker.BYTES - 1];
    int found = 0;
    for (long at = start; at < end; at += BLOCK) {
      memory.seek(at);
      int wanted = (int) Math.min(block.length, end - at);
      int length = 0;
      while (length < wanted) {
        int read = memory.read(block, length, wanted - length);
        if (read < 0) {
          break;
        }
        length += read;
      }
      found += marker.count(block, length);
    }
    return found;
  }

  @Test
  void theCoreDumpHasThePlainBufferAndNotTheSecret() throws Exception {
    String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
    assumeFalse(
        pattern.startsWith("|") || pattern.contains("/"),
        "core dumps do not go to the working directory: " + pattern);
    start();
    new ProcessBuilder("kill", "-ABRT", "" + child().pid()).start().waitFor();
    assertTrue(child().waitFor(120, TimeUnit.SECONDS), "the dump does not end");
    Path dump;
    try (Stream<Path> files = Files.list(directory)) {
      dump = files.findFirst().orElseThrow(() -> new AssertionError("no core dump"));
    }
    assertEquals(1, inFile(dump, Marker.PLAIN), "that this finds what is there");
    assertEquals(0, inFile(dump, Marker.SECRET));
  }

  private static int inFile(Path file, Marker marker) throws IOException {
    byte[] block = new byte[BLOCK + Marker.BYTES - 1];
    int found = 0;
    int kept = 0;
    try (InputStream bytes = Files.newInputStream(file)) {
      while (true) {
        int read = bytes.readNBytes(block, kept, block.length - kept);
        int length = kept + read;
        found += marker.count(block, length);
        if (length < block.length) {
          return found;
        }
        kept = Marker.BYTES - 1;
        System.arraycopy(block, length - kept, block, 0, kept);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "behind"})
  void oneByteBeyondIsTheGuard(String side) throws IOException {
    Path error = directory.resolve("error.txt");
    List<String> options = List.of("-XX:ErrorFile=" + error, "-XX:-CreateCoredumpOnCrash");
    ChildJvm.Result result =
        ChildJvm.run(
            List.of(), ChildJvm.java(ChildJvm.classPath(), options, OverrunMain.class, side));
    assertEquals("0", result.value("first"));
    assertEquals("0", result.value("last"));
    assertFalse(result.output().contains("beyond="), result.output());
    assertTrue(
        Files.readString(error).contains("SEGV_ACCERR), si_addr: " + result.value("guard")),
        () -> "not for that address: " + result.output());
  }
}
