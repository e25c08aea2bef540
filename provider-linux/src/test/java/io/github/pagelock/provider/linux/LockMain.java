package io.github.pagelock.provider.linux;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;

/** A user's program: locks a buffer of as many bytes as the argument says, or fails. */
final class LockMain {
  private LockMain() {}

  public static void main(String[] arguments) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.parseInt(arguments[0]));
    try (LockedRange locked = PageLocker.system().lock(buffer)) {
      System.out.println("state=" + locked.verify());
    } catch (PageLockException e) {
      System.out.println("failure=" + e.getMessage());
      System.exit(1);
    }
  }
}
