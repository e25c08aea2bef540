package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real command, once, and for each test a directory with two files for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CommandOnFiles {
  static final int PAGE = HostPage.BYTES;

  /** Of all tests. */
  Path dir;

  Command command;

  /** Has {@code a} of ten pages and {@code b} of five. */
  Path data;

  @BeforeAll
  void copyTheCommand(@TempDir Path temporary) throws IOException {
    dir = temporary;
    command = new Command(dir);
  }

  @BeforeEach
  void makeFiles() throws IOException {
    data = Files.createTempDirectory(dir, "data");
    Files.write(data.resolve("a"), new byte[10 * PAGE]);
    Files.write(data.resolve("b"), new byte[5 * PAGE]);
    Command.makeReadable(data);
  }

  /** So many pages, as the command says it. */
  static String human(int pages) {
    return ByteSize.human((long) pages * PAGE);
  }
}
