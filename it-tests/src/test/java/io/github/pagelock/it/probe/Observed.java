package io.github.pagelock.it.probe;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;

/** Locks, counts and fails, and prints what it sees of the optional modules. */
public final class Observed {
  private Observed() {}

  public static void main(String[] args) {
    PageLocker locker = PageLocker.system();
    for (String module : new String[] {"jdk.jfr", "java.management"}) {
      System.out.println(module + ": " + ModuleLayer.boot().findModule(module).isPresent());
    }
    try (LockedRange locked = locker.lock(ByteBuffer.allocateDirect(1 << 20))) {
      System.out.println("locked: " + locked.isLocked());
      System.out.println("live: " + locker.statistics().liveHandles());
    }
    PageLocker another = PageLocker.builder().build();
    another.close();
    try {
      another.lock(ByteBuffer.allocateDirect(1));
    } catch (IllegalStateException closed) {
      System.out.println("closed: true");
    }
    try {
      System.out.println("registered: " + locker.registerMXBean("observed"));
    } catch (UnsupportedOperationException missing) {
      System.out.println("unsupported: " + missing.getMessage());
    }
  }
}
