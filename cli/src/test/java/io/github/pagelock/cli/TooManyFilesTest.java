package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.cli.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More files than a process may have mappings. */
class TooManyFilesTest extends CommandOnFiles {
  private static final int FILES = 70_000;
  private static final Path MOST = Path.of("/proc/sys/vm/max_map_count");

  /** None can be opened, which would be said: so none is, and none is mapped. */
  @ParameterizedTest
  @ValueSource(strings = {"--hold", "--follow"})
  void theyAreRefusedBeforeTheFirstIsMapped(String how) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
    assumeTrue(
        Files.exists(MOST) && Long.parseLong(Files.readString(MOST).strip()) < FILES,
        "so many may be mapped");
    Path many = dir.resolve("many");
    if (!Files.exists(many)) {
      make(Files.createDirectory(many));
    }
    Ended ended = command.runAs(Command.AS_NOBODY, "lock", how, many.toString());
    assertEquals(1, ended.exitCode(), ended.err());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(
        ended.err().startsWith("pagelock: mmap refused: LIMIT_EXCEEDED: the files need 70000"),
        ended.err());
    assertTrue(ended.err().contains("sysctl -w vm.max_map_count="), ended.err());
    assertEquals("", ended.out());
  }

  private static void make(Path many) throws IOException {
    Set<PosixFilePermission> none = PosixFilePermissions.fromString("---------");
    for (int i = 0; i < FILES; i++) {
      Path file =
          Files.createFile(many.resolve("f" + i), PosixFilePermissions.asFileAttribute(none));
      Files.write(file, new byte[1]);
    }
    Files.setPosixFilePermissions(many, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
