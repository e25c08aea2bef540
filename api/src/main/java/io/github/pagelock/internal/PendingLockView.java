package io.github.pagelock.internal;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLock;
import java.util.concurrent.Executor;

/** A request for one range. */
final class PendingLockView extends PendingView<LockedRange> implements PendingLock {
  PendingLockView(Executor callbackExecutor) {
    super(callbackExecutor);
  }
}
