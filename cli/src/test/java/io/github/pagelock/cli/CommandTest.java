package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real command on the running kernel, whose own files are the judge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandTest {
  private static final int MIB = 1 << 20;
  private static final long GIB = 1L << 30;

  private Path dir;
  private Command command;
  private Path data;
  private Path file;
  private Path second;

  @BeforeAll
  void makeFiles(@TempDir Path temporary) throws IOException {
    dir = temporary;
    command = new Command(dir);
    data = Files.createDirectory(dir.resolve("data"));
    file = Files.write(data.resolve("one"), new byte[MIB]);
    second = Files.write(data.resolve("two"), new byte[10_000]);
    Files.createFile(data.resolve("empty"));
    Command.makeReadable(dir);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> withLimit(long bytes) {
    assumeTrue(isRoot(), "only root may become another user with another limit");
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + bytes + ":" + bytes));
    prefix.addAll(Command.AS_NOBODY);
    return prefix;
  }

  @Test
  void lockingADirectoryShowsEachFileAndLeavesNothingLocked() throws Exception {
    Ended ended = command.run("lock", data.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.out().contains("1,048,576"), ended.out());
    assertTrue(ended.out().contains("10,000"), ended.out());
    assertTrue(ended.out().contains("LOCKED"), ended.out());
    assertTrue(
        ended.out().contains("VmLck of this process: 0 kB before, 1,036 kB locked, 0 kB after"),
        ended.out());
    assertTrue(ended.err().contains("empty: empty"), ended.err());
  }

  /** The provider's word, not Linux's everywhere: fallback has none. */
  @Test
  void whatIsLockedHasTheNameThatTheProviderGivesIt() throws Exception {
    for (String[] arguments :
        new String[][] {
          {"lock", data.toString()}, {"doctor", "--need", "64k"},
        }) {
      List<String> all = new ArrayList<>(List.of(arguments));
      all.addAll(List.of("--provider", "fallback"));
      Ended ended = command.run(all.toArray(new String[0]));
      assertEquals(0, ended.exitCode(), ended.err());
      assertTrue(ended.out().contains("locked memory of this process: "), ended.out());
      assertFalse(ended.out().contains("VmLck"), ended.out());
    }
  }

  @Test
  void jsonTellsTheSameInOneDocument() throws Exception {
    int page = HostPage.BYTES;
    String secondAndThird = page + ":" + 2 * page;
    Ended ended =
        command.run("lock", "--json", "--quiet", "--range", secondAndThird, file.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertEquals("", ended.err());
    JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
    assertEquals("linux", report.get("provider").getAsString());
    assertEquals("plain", report.get("mode").getAsString());
    assertEquals("required", report.get("policy").getAsString());
    assertFalse(report.get("stoppedBySignal").getAsBoolean());
    JsonObject row = report.getAsJsonArray("files").get(0).getAsJsonObject();
    assertEquals(file.toString(), row.get("path").getAsString());
    assertEquals(page, row.get("offset").getAsLong());
    assertEquals(2 * page, row.get("bytes").getAsLong());
    assertEquals("LOCKED", row.get("state").getAsString());
    assertTrue(row.get("notLockedBecause").isJsonNull());
    assertEquals(page, report.get("pageSize").getAsLong());
    assertEquals(2, row.get("pages").getAsLong());
    assertEquals(2, row.get("residentPagesAfter").getAsLong());
    assertEquals(2 * page, row.get("keptBytes").getAsLong());
    JsonObject vmLck = report.getAsJsonObject("vmLck");
    assertEquals(0, vmLck.get("beforeBytes").getAsLong());
    assertEquals(2 * page, vmLck.get("lockedBytes").getAsLong());
    assertEquals(0, vmLck.get("afterBytes").getAsLong());
  }

  @ParameterizedTest
  @CsvSource({
    "-8k, 1040384, 8192",
    "8k, 0, 8192",
    "0.5M-, 524288, 524288",
    "0-1.5K, 0, 1536",
    "-1.5G, 0, 1048576"
  })
  void aRangeIsWrittenAsPeopleDo(String range, long offset, long bytes) throws Exception {
    for (String[] option : new String[][] {{"--range=" + range}, {"--range", range}}) {
      List<String> line = new ArrayList<>(List.of("lock", "--json", "-q"));
      line.addAll(List.of(option));
      line.addAll(List.of("--max-file-size", "1.5G", file.toString()));
      Ended ended = command.run(line.toArray(new String[0]));
      assertEquals(0, ended.exitCode(), ended.err());
      JsonObject row =
          JsonParser.parseString(ended.out())
              .getAsJsonObject()
              .getAsJsonArray("files")
              .get(0)
              .getAsJsonObject();
      assertEquals(offset, row.get("offset").getAsLong());
      assertEquals(bytes, row.get("bytes").getAsLong());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsTheHoldWithTheSummaryAndItsExitCode(String signal, int exitCode)
      throws Exception {
    try (Running running = command.start(List.of(), "lock", "--hold", file.toString())) {
      running.awaitLine("holding until");
      assertEquals(MIB, running.vmLck());
      running.signal(signal);
      Ended ended = running.end();
      assertEquals(exitCode, ended.exitCode(), ended.err());
      assertTrue(ended.out().contains("LOCKED"), ended.out());
      assertTrue(ended.out().contains("1,024 kB locked, 0 kB after"), ended.out());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130, --workers=1", "TERM, 143, --workers=2", "INT, 130, --sync"})
  void aSignalHalfWayUnlocksWhatIsLockedAndSaysHowMuchItWas(
      String signal, int exitCode, String engine) throws Exception {
    Path big = sparse("data-big", 4 * GIB);
    try (Running running = command.start(List.of(), "lock", "--json", engine, big.toString())) {
      running.awaitLine("locking 1 file");
      while (running.vmLck() == 0) {
        Thread.onSpinWait();
      }
      running.signal(signal);
      running.awaitLine("cancelling: ");
      Ended ended = running.end();
      assertEquals(exitCode, ended.exitCode(), ended.err());
      assertTrue(ended.err().contains(" of 4.0 GiB were locked; unlocking them"), ended.err());
      JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
      assertTrue(report.get("stoppedBySignal").getAsBoolean());
      JsonObject vmLck = report.getAsJsonObject("vmLck");
      assertEquals(0, vmLck.get("beforeBytes").getAsLong());
      assertTrue(vmLck.get("lockedBytes").getAsLong() > 0, ended.out());
      assertEquals(0, vmLck.get("afterBytes").getAsLong());
      if (!engine.equals("--sync")) {
        assertEquals(0, report.get("lockedBytes").getAsLong());
        JsonObject row = report.getAsJsonArray("files").get(0).getAsJsonObject();
        assertEquals("NOT_LOCKED", row.get("state").getAsString());
      }
    } finally {
      Files.delete(big);
    }
  }

  private Path sparse(String name, long size) throws IOException {
    Path path = dir.resolve(name);
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    return path;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--workers=1", "--workers=3", "--sync"})
  void whoeverLocksTheKernelCountsTheSame(String engine) throws Exception {
    Ended ended = command.run("lock", "--json", engine, data.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
    assertEquals(!engine.equals("--sync"), report.get("asynchronous").getAsBoolean());
    assertEquals(MIB + 10_000, report.get("lockedBytes").getAsLong());
    assertTrue(report.get("lockingSeconds").getAsDouble() > 0, ended.out());
    assertTrue(report.get("gibPerSecond").getAsDouble() > 0, ended.out());
    assertEquals(
        MIB + HostPage.whole(10_000),
        report.getAsJsonObject("vmLck").get("lockedBytes").getAsLong());
  }

  @Test
  void filesThatTogetherExceedTheMemoryThatIsLeftAreRefusedBeforeAnyIsLocked() throws Exception {
    long half = (availableMemory() / 2 / GIB + 1) * GIB;
    List<Path> halves = List.of(sparse("half-1", half), sparse("half-2", half));
    try (FileChannel first = FileChannel.open(halves.get(0))) {
      Ended ended = command.run("lock", halves.get(0).toString(), halves.get(1).toString());
      assertEquals(1, ended.exitCode(), ended.out());
      assertTrue(ended.err().contains("pagelock: 2 files together: "), ended.err());
      assertTrue(ended.err().contains("LIMIT_EXCEEDED"), ended.err());
      assertTrue(ended.err().contains("bytes more of RAM"), ended.err());
      assertEquals("", ended.out());
      assertTrue(isUntouched(first), "the first file was read");
    } finally {
      for (Path path : halves) {
        Files.delete(path);
      }
    }
  }

  private static long availableMemory() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isUntouched(FileChannel file) throws IOException {
    try (PageLocker locker = PageLocker.builder().build()) {
      MemoryRange range = MemoryRange.of(file.map(FileChannel.MapMode.READ_ONLY, 0, GIB));
      return locker.residency(range).residentPages().orElseThrow() == 0;
    }
  }

  @Test
  void forHoldsAndThenUnlocks() throws Exception {
    try (Running running =
        command.start(List.of(), "lock", "--for", "1500ms", file.toString(), second.toString())) {
      running.awaitLine("holding for");
      assertEquals(MIB + HostPage.whole(10_000), running.vmLck());
      Ended ended = running.end();
      assertEquals(0, ended.exitCode(), ended.err());
      assertTrue(ended.out().contains("0 kB after"), ended.out());
    }
  }

  @Test
  void underALowLimitALockFailsWithTheRemedy() throws Exception {
    Ended ended = command.runAs(withLimit(65536), "lock", "--quiet", file.toString());
    assertEquals(1, ended.exitCode());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().contains("LIMIT_EXCEEDED"), ended.err());
    assertTrue(ended.err().contains("Remedy: "), ended.err());
    assertTrue(ended.err().contains("1048576"), ended.err());
    assertEquals("", ended.out());
  }

  @Test
  void underALowLimitTheRefusalNamesWhatAllFilesNeed() throws Exception {
    Ended ended =
        command.runAs(withLimit(65536), "lock", "--quiet", file.toString(), second.toString());
    assertEquals(1, ended.exitCode());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().contains("pagelock: 2 files together: "), ended.err());
    assertTrue(
        ended.err().contains("adds " + (MIB + HostPage.whole(10_000)) + " bytes"), ended.err());
    assertTrue(ended.err().contains((MIB + HostPage.whole(10_000)) + " bytes in all"), ended.err());
  }

  @Test
  void underALowLimitBestEffortSaysThatNothingIsLockedAndWhy() throws Exception {
    Ended ended =
        command.runAs(
            withLimit(65536), "lock", "--policy", "best-effort", "--quiet", file.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.err().startsWith("pagelock: nothing was locked: "), ended.err());
    assertTrue(ended.err().contains("LIMIT_EXCEEDED"), ended.err());
  }

  @Test
  void bestEffortWithoutAProviderSaysThatNothingIsLockedAndWhy() throws Exception {
    Command without =
        new Command(Files.createDirectory(dir.resolve("without")))
            .withJvmOption("-Dio.github.pagelock.provider=nosuch");
    Ended required = without.run("lock", "--quiet", file.toString());
    assertEquals(1, required.exitCode());
    assertEquals(1, required.errLines().size(), required.err());
    for (String engine : List.of("--workers=1", "--sync")) {
      Ended ended = without.run("lock", "--json", "--policy=best-effort", engine, file.toString());
      assertEquals(0, ended.exitCode(), ended.err());
      assertTrue(ended.err().contains("pagelock: nothing was locked: " + file), ended.err());
      assertTrue(ended.err().contains("nosuch"), ended.err());
      JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
      assertEquals("none", report.get("provider").getAsString());
      assertEquals(0, report.get("lockedBytes").getAsLong());
    }
  }

  @Test
  void bestEffortLocksTheFilesThatFit() throws Exception {
    Ended ended =
        command.runAs(
            withLimit(65536),
            "lock",
            "--policy",
            "best-effort",
            file.toString(),
            second.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.err().contains("only 1 of 2 files locked: " + file), ended.err());
    assertTrue(ended.out().contains("NOT_LOCKED"), ended.out());
    assertTrue(ended.out().contains("12 kB locked, 0 kB after"), ended.out());
  }

  @Test
  void anUnreadableFileIsRefusedInOneLine() throws Exception {
    assumeTrue(isRoot(), "only root may become another user");
    Path secret = Files.write(dir.resolve("secret"), new byte[1]);
    Files.setPosixFilePermissions(
        secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Ended ended = command.runAs(Command.AS_NOBODY, "lock", "--quiet", secret.toString());
    assertEquals(1, ended.exitCode());
    assertEquals("pagelock: " + secret + ": permission denied\n", ended.err());
  }

  @Test
  void aFileThatIsTruncatedWhileLockedIsSaidAndUnlocked() throws Exception {
    Path shrinking = Files.write(dir.resolve("shrinking"), new byte[MIB]);
    try (Running running = command.start(List.of(), "lock", "--hold", shrinking.toString())) {
      running.awaitLine("holding until");
      try (FileChannel channel = FileChannel.open(shrinking, StandardOpenOption.WRITE)) {
        channel.truncate(HostPage.BYTES);
      }
      running.signal("TERM");
      Ended ended = running.end();
      assertEquals(143, ended.exitCode(), ended.err());
      assertTrue(ended.out().contains("NOT_RESIDENT"), ended.out());
      assertTrue(
          ended.err().contains("truncated meanwhile, from 1048576 to " + HostPage.BYTES),
          ended.err());
      assertTrue(ended.out().contains("0 kB after"), ended.out());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nonexistent/file",
        "/dev/null",
        "--provider=nosuch FILE",
        "DIR/empty",
        "--include=*.none DIR",
        "--files-from=/nonexistent/list"
      })
  void whatCannotBeLockedEndsWithOneLineAndOne(String arguments) throws Exception {
    Ended ended = command.run(("lock -q " + fill(arguments)).split(" "));
    assertEquals(1, ended.exitCode(), ended.err());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().startsWith("pagelock: "), ended.err());
    assertEquals("", ended.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock",
        "lock --for 10 FILE",
        "lock --range 5-3 FILE",
        "lock --include=[a DIR",
        "lock --max-file-size=big FILE",
        "lock --max-file-size -4k FILE",
        "lock --hold --for 1s FILE",
        "lock -0 FILE",
        "lock --policy=maybe FILE",
        "lock --workers=0 FILE",
        "lock --workers=-1 FILE",
        "lock --workers=257 FILE",
        "lock --workers=two FILE",
        "lock --workers=2 --sync FILE",
        "lock --nosuch FILE",
        "nosuch",
        ""
      })
  void wrongUsageEndsWithOneLineAndTwo(String arguments) throws Exception {
    String[] args = arguments.isEmpty() ? new String[0] : fill(arguments).split(" ");
    Ended ended = command.run(args);
    assertEquals(2, ended.exitCode(), ended.err());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().contains("--help"), ended.err());
    assertEquals("", ended.out());
  }

  private String fill(String arguments) {
    return arguments.replace("FILE", file.toString()).replace("DIR", data.toString());
  }

  @Test
  void debugAddsTheStackTrace() throws Exception {
    Ended ended = command.run("lock", "--debug", "/nonexistent/file");
    assertEquals(1, ended.exitCode());
    assertTrue(ended.err().contains("    at io.github.pagelock.cli"), ended.err());
  }

  @Test
  void demoIsConfirmedByTheKernel() throws Exception {
    Ended ended = command.run("demo");
    assertEquals(0, ended.exitCode(), ended.out() + ended.err());
    assertTrue(ended.out().contains("Confirmed: "), ended.out());
    assertTrue(ended.out().contains(" lo"), ended.out());
  }

  @Test
  void demoUnderALowLimitLocksWhatFitsAndSaysSo() throws Exception {
    Ended ended = command.runAs(withLimit(65536), "demo");
    assertEquals(0, ended.exitCode(), ended.out() + ended.err());
    assertTrue(ended.out().contains("only its first 64.0 KiB"), ended.out());
    assertTrue(ended.out().contains("64 kB"), ended.out());
  }

  @Test
  void demoThatMayLockNothingFailsWithOneLine() throws Exception {
    Ended ended = command.runAs(withLimit(0), "demo");
    assertEquals(1, ended.exitCode());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().contains("NOT_PERMITTED"), ended.err());
  }

  @Test
  void providersNamesTheChosenOneAndItsCapabilities() throws Exception {
    Ended ended = command.run("providers", "--json");
    assertEquals(0, ended.exitCode(), ended.err());
    JsonObject document = JsonParser.parseString(ended.out()).getAsJsonObject();
    assertEquals("linux", document.get("chosen").getAsString());
    assertFalse(document.get("why").getAsString().isEmpty());
    JsonObject linux = provider(document, "linux");
    assertTrue(linux.get("available").getAsBoolean());
    assertNotNull(linux.get("capabilities").getAsJsonArray().get(0));
    Ended table = command.run("providers");
    assertTrue(table.out().contains("Chosen: linux, because "), table.out());
    String bridge = linux.get("bridge").getAsString();
    assertTrue(table.out().contains("Bridge of linux, fallback: " + bridge), table.out());
  }

  @Test
  void providersAndDoctorSayByWhichBridgeAndWhy() throws Exception {
    Command byJna =
        new Command(Files.createDirectory(dir.resolve("jna")))
            .withJvmOption("-Dio.github.pagelock.bridge=jna");
    String asked = "jna: io.github.pagelock.bridge=jna says so";
    assertEquals(asked, bridges(byJna));
    assertTrue(byJna.run("doctor").out().contains("| " + asked + " "));
    String ofItself = bridges(command);
    assertTrue(ofItself.matches("(ffm|jna): .*Java \\d+.*|jna: this jar .*"), ofItself);
    Command nowhere =
        new Command(Files.createDirectory(dir.resolve("nowhere")))
            .withJvmOption("-Dio.github.pagelock.bridge=rmi");
    Ended refused = nowhere.run("providers");
    assertEquals(1, refused.exitCode());
    assertTrue(
        refused.out().contains("linux: io.github.pagelock.bridge=rmi names no bridge"),
        refused.out());
  }

  private static String bridges(Command command) throws Exception {
    JsonObject document =
        JsonParser.parseString(command.run("providers", "--json").out()).getAsJsonObject();
    String bridge = provider(document, "linux").get("bridge").getAsString();
    assertTrue(provider(document, "freebsd").get("bridge").isJsonNull());
    JsonObject doctor =
        JsonParser.parseString(command.run("doctor", "--json").out()).getAsJsonObject();
    assertEquals(bridge, doctor.getAsJsonObject("provider").get("bridge").getAsString());
    return bridge;
  }

  @Test
  void providersSaysWhyOneIsNotAvailable() throws Exception {
    Ended ended = command.run("providers", "--json");
    JsonObject freebsd = provider(JsonParser.parseString(ended.out()).getAsJsonObject(), "freebsd");
    assertFalse(freebsd.get("available").getAsBoolean());
    assertEquals(
        "this is Linux, and the provider is for FreeBSD",
        freebsd.get("unavailableBecause").getAsString());
  }

  private static JsonObject provider(JsonObject document, String name) {
    for (JsonElement provider : document.getAsJsonArray("providers")) {
      if (provider.getAsJsonObject().get("name").getAsString().equals(name)) {
        return provider.getAsJsonObject();
      }
    }
    throw new AssertionError("no provider " + name + " in " + document);
  }

  @Test
  void helpAndVersionGoToStandardOutput() throws Exception {
    Ended version = command.run("--version");
    assertEquals(0, version.exitCode());
    assertTrue(version.out().matches("(?s)pagelock \\d+\\.\\d+.*"), version.out());
    for (String[] args :
        List.of(
            new String[] {"--help"},
            new String[] {"lock", "--help"},
            new String[] {"demo", "--help"},
            new String[] {"providers", "--help"})) {
      Ended help = command.run(args);
      assertEquals(0, help.exitCode(), help.err());
      assertTrue(help.out().contains("Exit codes:"), help.out());
      assertEquals("", help.err());
    }
  }
}
