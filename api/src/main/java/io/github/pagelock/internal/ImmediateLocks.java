package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.engine.Addresses;
import io.github.pagelock.internal.engine.ArenaCheck;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.engine.Synchronous;
import io.github.pagelock.internal.engine.Toucher;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.handle.Handle;
import io.github.pagelock.internal.handle.Handles;
import io.github.pagelock.internal.watch.Telemetry;
import io.github.pagelock.spi.PageOperations;
import java.lang.ref.Reference;

/** Locks in the thread that asks for it: to a handle, a degraded one, or a failure. */
final class ImmediateLocks {
  private final PageOperations operations;
  private final LockPolicy policy;
  private final Addresses addresses;
  private final Telemetry telemetry;
  private final Synchronous synchronous;
  private final Handles handles;

  ImmediateLocks(
      PageOperations operations,
      LockPolicy policy,
      Addresses addresses,
      Telemetry telemetry,
      Synchronous synchronous,
      Handles handles) {
    this.operations = operations;
    this.policy = policy;
    this.addresses = addresses;
    this.telemetry = telemetry;
    this.synchronous = synchronous;
    this.handles = handles;
  }

  LockedRange lock(MemoryRange range, LockMode mode) {
    range.checkAccess();
    Trace trace = telemetry.beginLock();
    RangeLock lock = null;
    try {
      lock = new RangeLock(range, addresses.pages(range), mode, trace);
      synchronous.lock(lock);
      LockedRange locked = opened(lock);
      telemetry.locked(trace, lock);
      return locked;
    } catch (PageLockException failure) {
      return notLocked(
          lock == null ? new RangeLock(range, Addresses.NOWHERE, mode, trace) : lock, failure);
    } finally {
      Reference.reachabilityFence(range);
    }
  }

  /** A handle of what is held, or it is not held any more. */
  private LockedRange opened(RangeLock lock) {
    try {
      ArenaCheck.afterLock(lock.range, lock.pages);
      Handle handle = handles.open(lock, handles.place());
      telemetry.counts().opened();
      return handle;
    } catch (Throwable noHandle) {
      synchronous.rollBack(lock, noHandle);
      throw noHandle;
    }
  }

  private LockedRange notLocked(RangeLock lock, PageLockException failure) {
    telemetry.notLocked(lock.trace, lock, failure, policy == LockPolicy.BEST_EFFORT);
    if (policy == LockPolicy.REQUIRED) {
      throw failure;
    }
    LockedRange handle = handles.degraded(lock, failure);
    if (lock.mode == LockMode.PLAIN) {
      new Toucher(lock.range, operations, failure).touch(lock.pages);
    }
    return handle;
  }
}
