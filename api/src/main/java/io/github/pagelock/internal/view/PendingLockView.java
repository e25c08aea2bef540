package io.github.pagelock.internal.view;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLock;
import java.util.concurrent.Executor;

/** A request for one range. */
public final class PendingLockView extends PendingView<LockedRange> implements PendingLock {
  public PendingLockView(Executor callbackExecutor) {
    super(callbackExecutor);
  }
}
