package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A memory cgroup of version 1 for child processes; tests are skipped where there can be none. */
final class MemoryCgroupRoom implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup/memory");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path directory;

  private MemoryCgroupRoom(Path directory) {
    this.directory = directory;
  }

  static MemoryCgroupRoom of(long bytes) throws IOException {
    assumeTrue(
        Files.isWritable(MOUNT.resolve("memory.limit_in_bytes")),
        "no memory cgroup of version 1 can be made here; KernelsTest has one of version 2");
    String name = "pagelock-test-" + ProcessHandle.current().pid() + "-" + NUMBER.getAndIncrement();
    MemoryCgroupRoom made = new MemoryCgroupRoom(Files.createDirectory(MOUNT.resolve(name)));
    made.write("memory.limit_in_bytes", bytes);
    return made;
  }

  private void write(String file, long number) throws IOException {
    Files.writeString(directory.resolve(file), "" + number);
  }

  /** What stands before a command that shall run in it. */
  List<String> prefix() {
    return List.of("sh", "-c", "echo $$ >\"$0\"/cgroup.procs && exec \"$@\"", directory.toString());
  }

  Path directory() {
    return directory;
  }

  /** How many processes the kernel has killed in it. */
  long kills() throws IOException {
    return Files.readAllLines(directory.resolve("memory.oom_control")).stream()
        .filter(line -> line.startsWith("oom_kill "))
        .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
        .findFirst()
        .orElseThrow();
  }

  /** Only an empty one can be removed; its page cache goes to the one above. */
  @Override
  public void close() throws IOException {
    Files.delete(directory);
  }
}
