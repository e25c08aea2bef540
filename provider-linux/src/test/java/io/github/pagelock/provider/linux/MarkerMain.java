package io.github.pagelock.provider.linux;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Has a marker in locked memory and one in a direct buffer; closes the memory when it is told to.
 */
public final class MarkerMain {
  private static final int OFFSET = 100;

  private MarkerMain() {}

  /** Runs until the end of its input. */
  public static void main(String[] arguments) throws IOException {
    ByteBuffer plain = ByteBuffer.allocateDirect(10_000);
    Marker.PLAIN.write(plain, OFFSET);
    LockedMemory memory = PageLocker.system().allocate(10_000);
    memory.use(bytes -> Marker.SECRET.write(bytes, OFFSET));
    System.out.println("ready");
    if (System.in.read() >= 0) {
      memory.close();
      System.out.println("closed " + plain.capacity());
      while (System.in.read() >= 0) {}
    }
  }
}
