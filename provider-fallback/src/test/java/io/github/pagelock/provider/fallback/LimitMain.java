package io.github.pagelock.provider.fallback;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.VmLck;
import java.nio.ByteBuffer;

/** Locks 256 KiB and prints what came of it. */
final class LimitMain {
  private LimitMain() {}

  public static void main(String[] arguments) {
    PageLocker locker = PageLocker.builder().provider("fallback").build();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    try (LockedRange locked = locker.lock(buffer)) {
      System.out.println("locked=" + locked.isLocked());
      System.out.println("message=");
    } catch (PageLockException failure) {
      System.out.println("locked=false");
      System.out.println("message=" + failure.getMessage());
    }
    System.out.println("left=" + VmLck.bytes());
    System.out.println("limits=" + locker.limits());
  }
}
