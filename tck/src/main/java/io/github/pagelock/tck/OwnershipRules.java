package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** L6: the owner of the memory stays reachable until the handle is closed. */
interface OwnershipRules extends Rules {
  /** An open handle and a way to see its owner go. */
  record Owned(LockedRange handle, WeakReference<Object> owner) {}

  private Owned lockWithNewOwner() {
    TestRegion region = bench().region(2);
    Object owner = new Object();
    LockedRange handle =
        bench()
            .locker()
            .lock(
                MemoryRange.ofAddress(region.address(), region.byteCount(), owner), LockMode.PLAIN);
    return new Owned(handle, new WeakReference<>(owner));
  }

  /**
   * The owner survives collections while the handle is open. When it fails, look for an address
   * that is kept without its owner: other memory may lie there soon.
   */
  @Test
  default void required_L06_ownerStaysReachableUntilClose() {
    Owned owned = lockWithNewOwner();
    Garbage.collect(bench().patience());
    assertFalse(owned.owner().refersTo(null), "the owner was collected while locked");
    owned.handle().close();
  }

  /** As above, for a buffer: look for a range that keeps the buffer's address only. */
  @Test
  default void optional_L06_bufferStaysReachableUntilClose() {
    bench().needs(Capability.BYTE_BUFFERS);
    Owned owned = lockNewBuffer();
    Garbage.collect(bench().patience());
    assertFalse(owned.owner().refersTo(null), "the buffer was collected while locked");
    owned.handle().close();
  }

  private Owned lockNewBuffer() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2 * bench().pageSize());
    LockedRange handle = bench().locker().lock(buffer);
    return new Owned(handle, new WeakReference<>(buffer));
  }

  /**
   * The owner can be collected once the handle is closed and dropped. When it fails, look for a
   * table that still refers to it.
   */
  @Test
  default void required_L06_ownerIsCollectableAfterClose() {
    WeakReference<Object> owner = lockAndClose();
    assertTrue(
        Garbage.collectUntil(bench().patience(), () -> owner.refersTo(null)),
        "something keeps the owner of a closed lock");
  }

  private WeakReference<Object> lockAndClose() {
    Owned owned = lockWithNewOwner();
    owned.handle().close();
    return owned.owner();
  }
}
