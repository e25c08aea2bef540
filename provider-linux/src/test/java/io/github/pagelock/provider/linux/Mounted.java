package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.nio.file.Path;
import java.util.List;

/** A file system that a test mounts; needs root. */
final class Mounted implements AutoCloseable {
  private final Path point;

  private Mounted(Path point) {
    this.point = point;
  }

  static Mounted on(Path point, String... command) {
    assumeTrue(isRoot(), "mounting needs root");
    run(concat(List.of(command), point.toString()));
    return new Mounted(point);
  }

  static boolean isRoot() {
    return ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0;
  }

  void remount(String options) {
    run(List.of("mount", "-o", "remount," + options, point.toString()));
  }

  /** Runs a command that must succeed. */
  static String run(List<String> command) {
    ChildJvm.Result result = ChildJvm.run(List.of(), command);
    if (result.exit() != 0) {
      throw new AssertionError(command + ": " + result.output());
    }
    return result.output();
  }

  private static List<String> concat(List<String> command, String last) {
    List<String> all = new java.util.ArrayList<>(command);
    all.add(last);
    return all;
  }

  @Override
  public void close() {
    // Lazily only if it must: as long as it is in use its page cache stays, for the next mount too.
    run(List.of("sh", "-c", "umount \"$0\" 2>/dev/null || umount -l \"$0\"", point.toString()));
  }
}
