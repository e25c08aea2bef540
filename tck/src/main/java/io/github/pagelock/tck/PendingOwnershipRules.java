package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A11: what the library keeps until the end of a request, and no longer. */
interface PendingOwnershipRules extends Rules {
  /** A pending lock, which alone keeps the owner, and a way to see the owner go. */
  record Owned(PendingLock<LockedRange> pending, WeakReference<Object> owner) {}

  private Owned submitWithNewOwner(PageLocker locker, TestRegion region) {
    Object owner = new Object();
    PendingLock<LockedRange> pending =
        bench()
            .requests()
            .lock(locker, MemoryRange.ofAddress(region.address(), region.byteCount(), owner));
    return new Owned(pending, new WeakReference<>(owner));
  }

  /**
   * The owner survives collections while its request is in the kernel, waits in the queue, and is
   * locked. When it fails, look for an address that is kept without its owner.
   */
  @Test
  default void required_A11_ownerStaysReachableUntilTheEnd() {
    PageLocker locker = bench().requests().oneWorker();
    Owned running;
    Owned queued;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      running = submitWithNewOwner(locker, bench().region(2));
      stop.awaitReached();
      queued = submitWithNewOwner(locker, bench().region(2));
      Garbage.collect(bench().patience());
      assertFalse(running.owner().refersTo(null), "collected while in the kernel");
      assertFalse(queued.owner().refersTo(null), "collected while queued");
    }
    bench().requests().assertEnds(running.pending(), State.LOCKED);
    bench().requests().assertEnds(queued.pending(), State.LOCKED);
    Garbage.collect(bench().patience());
    assertFalse(running.owner().refersTo(null), "collected while locked");
    running.pending().result().close();
    queued.pending().result().close();
  }

  private Owned submitNewBuffer(PageLocker locker) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2 * bench().pageSize());
    return new Owned(
        bench().requests().lock(locker, MemoryRange.of(buffer)), new WeakReference<>(buffer));
  }

  /**
   * As above, for a buffer: its memory would be unmapped under the kernel's feet. Look for a
   * request that keeps the address only.
   */
  @Test
  default void optional_A11_bufferStaysReachableUntilTheEnd() {
    bench().needs(Capability.BYTE_BUFFERS);
    PageLocker locker = bench().requests().oneWorker();
    Owned owned;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      owned = submitNewBuffer(locker);
      stop.awaitReached();
      Garbage.collect(bench().patience());
      assertFalse(owned.owner().refersTo(null), "collected while in the kernel");
    }
    bench().requests().assertEnds(owned.pending(), State.LOCKED);
    Garbage.collect(bench().patience());
    assertFalse(owned.owner().refersTo(null), "collected while locked");
    owned.pending().result().close();
  }

  /**
   * After close(), after a failure and after a cancel nothing of the library keeps the owner. When
   * it fails, look for a queue, a set or a thread that still refers to the request.
   */
  @Test
  default void required_A11_ownerIsCollectableAfterTheEnd() {
    TestRegion region = bench().region(8);
    PageLocker locker = bench().requests().oneWorker();
    List<WeakReference<Object>> owners =
        List.of(
            lockAndClose(locker, region), fail(locker, region), cancelInTheQueue(locker, region));
    bench().assertPages(region, "........");
    for (int i = 0; i < owners.size(); i++) {
      WeakReference<Object> owner = owners.get(i);
      String end = List.of("closed", "failed", "cancelled").get(i);
      assertTrue(
          Garbage.collectUntil(bench().patience(), () -> owner.refersTo(null)),
          () -> "something keeps the owner of a " + end + " request");
    }
  }

  private static PendingLock<LockedRange> submit(
      PageLocker locker, TestRegion region, Object owner) {
    return locker.lockAsync(MemoryRange.ofAddress(region.address(), region.byteCount(), owner));
  }

  private WeakReference<Object> lockAndClose(PageLocker locker, TestRegion region) {
    Object owner = new Object();
    PendingLock<LockedRange> pending = submit(locker, region, owner);
    bench().requests().assertEnds(pending, State.LOCKED);
    pending.result().close();
    return new WeakReference<>(owner);
  }

  private WeakReference<Object> fail(PageLocker locker, TestRegion region) {
    Object owner = new Object();
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    bench().requests().assertEnds(submit(locker, region, owner), State.FAILED);
    return new WeakReference<>(owner);
  }

  private WeakReference<Object> cancelInTheQueue(PageLocker locker, TestRegion region) {
    Object owner = new Object();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> busy = submit(locker, region, new Object());
      stop.awaitReached();
      PendingLock<LockedRange> cancelled = submit(locker, region, owner);
      cancelled.cancel();
      stop.release();
      bench().requests().assertEnds(cancelled, State.CANCELLED);
      bench().requests().assertEnds(busy, State.LOCKED);
      busy.result().close();
    }
    return new WeakReference<>(owner);
  }

  /**
   * A request that is dropped goes on, and is unlocked after its end, which is reported with the
   * place where it was submitted. When it fails, look for something that keeps its handle, or for a
   * place that is remembered on a worker.
   */
  @Test
  default void required_A11_droppedRequestIsUnlockedAfterItsEndAndReported() {
    String before = System.getProperty(PageLocker.LEAK_DETECTION_PROPERTY);
    System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, "true");
    try (LogCapture log = new LogCapture()) {
      TestRegion region = bench().region(2);
      PageLocker locker = bench().requests().oneWorker();
      WeakReference<Object> owner;
      try (CallStop stop = bench().requests().stopFirstCall()) {
        owner = submitAndDrop(locker, region);
        stop.awaitReached();
        Garbage.collect(bench().patience());
        assertFalse(owner.refersTo(null), "the owner was collected before the end");
      }
      assertTrue(
          Garbage.collectUntil(
              bench().patience(), () -> bench().callsThat(KernelCall::isUnlock) > 0),
          "a dropped request was not unlocked");
      assertTrue(
          Garbage.collectUntil(bench().patience(), () -> owner.refersTo(null)),
          "something keeps the owner of a dropped request");
      assertTrue(
          bench().requests().soon(() -> bench().recorder().lockedPages.bytes() == 0), "unlocked");
      bench().assertPages(region, "..");
      assertEquals(1, log.messages().size(), () -> "reports: " + log.messages());
      assertTrue(
          log.messages().get(0).contains("submitAndDrop"),
          () -> "the report does not name the place: " + log.messages());
    } finally {
      if (before == null) {
        System.clearProperty(PageLocker.LEAK_DETECTION_PROPERTY);
      } else {
        System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, before);
      }
    }
  }

  private WeakReference<Object> submitAndDrop(PageLocker locker, TestRegion region) {
    Object owner = new Object();
    assertEquals(region.byteCount(), submit(locker, region, owner).byteCount());
    return new WeakReference<>(owner);
  }
}
