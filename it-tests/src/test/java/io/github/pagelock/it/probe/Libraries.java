package io.github.pagelock.it.probe;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Locks memory, and prints every file of which this process has mapped code. */
public final class Libraries {
  private Libraries() {}

  public static void main(String[] args) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    try (LockedRange locked = PageLocker.system().lock(MemoryRange.of(buffer))) {
      System.out.println("locked: " + locked.isLocked());
      Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .map(line -> line.split(" +", 6))
          .filter(fields -> fields[1].contains("x") && fields[5].startsWith("/"))
          .map(fields -> "code: " + fields[5])
          .distinct()
          .forEach(System.out::println);
    }
  }
}
