package io.github.pagelock.it.probe;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Goes through every native call of the provider once, and prints what came of it. */
public final class Locking {
  private static final int BYTES = 1 << 20;

  private Locking() {}

  public static void main(String[] args) throws IOException {
    PageLocker locker = PageLocker.system();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    MemoryRange range = MemoryRange.of(buffer);
    LockLimits limits = locker.limits();
    System.out.println("module: " + PageLocker.class.getModule().isNamed());
    System.out.println("provider: " + locker.provider().name());
    System.out.println("limits known: " + limits.soft().isKnown());
    Set<Capability> can = locker.capabilities();
    System.out.println(
        "resident: "
            + (can.contains(Capability.RESIDENCY)
                ? locker.residency(range).isKnown()
                : "unsupported"));
    long before = lockedKilobytes();
    try (LockedRange locked = locker.lock(range, LockMode.PLAIN)) {
      System.out.println(
          "state: " + (can.contains(Capability.VERIFY) ? locked.verify() : "unsupported"));
      System.out.println(
          "as expected: " + (lockedKilobytes() - before == locked.lockedBytes() / 1024));
    }
    System.out.println("left: " + (lockedKilobytes() - before));
    if (!can.contains(Capability.ON_FAULT)) {
      System.out.println("locked on fault: unsupported");
      return;
    }
    try (LockedRange locked = locker.lock(range, LockMode.ON_FAULT)) {
      System.out.println("locked on fault: " + locked.isLocked());
    }
  }

  private static long lockedKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmLck:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
