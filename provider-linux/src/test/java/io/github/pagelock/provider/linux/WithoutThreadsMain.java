package io.github.pagelock.provider.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Locks while no thread can be started, then while some can be, and loses a handle. */
public final class WithoutThreadsMain {
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private WithoutThreadsMain() {}

  public static void main(String[] args) throws Exception {
    PageLocker locker = PageLocker.system();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    threadsLeft(0);
    try {
      new Thread(() -> {}).start();
      System.out.println("threads=some");
    } catch (OutOfMemoryError expected) {
      System.out.println("threads=none");
    }
    System.out.println("first=" + lock(locker, buffer));
    threadsLeft(20);
    System.out.println("second=" + lock(locker, buffer));
    lose(locker, buffer);
    long begun = System.nanoTime();
    while (VmLck.bytes() > 0 && System.nanoTime() - begun < PATIENCE_NANOS) {
      lock(locker, buffer); // asks for a thread again, after a while
      System.gc();
      Thread.sleep(50);
    }
    System.out.println("lost=" + VmLck.bytes());
  }

  private static String lock(PageLocker locker, ByteBuffer buffer) {
    try {
      locker.lock(buffer).close();
      return "locked";
    } catch (Throwable failure) {
      return failure.toString();
    }
  }

  private static void lose(PageLocker locker, ByteBuffer buffer) {
    System.out.println("third=" + locker.lock(buffer).isLocked());
  }

  private static void threadsLeft(int count) throws IOException {
    long[] limit = new long[2];
    LimitCalls.getrlimit(LimitCalls.RLIMIT_NPROC, limit);
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      limit[0] = count + threads.count();
    }
    LimitCalls.setrlimit(LimitCalls.RLIMIT_NPROC, limit);
  }

  private static final class LimitCalls {
    /** asm-generic/resource.h: of a user, not of a process. */
    static final int RLIMIT_NPROC = 6;

    static {
      Native.register(LimitCalls.class, NativeLibrary.getProcess());
    }

    static native int getrlimit(int resource, long[] softAndHard);

    static native int setrlimit(int resource, long[] softAndHard);
  }
}
