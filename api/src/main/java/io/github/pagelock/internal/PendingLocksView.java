package io.github.pagelock.internal;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLocks;
import java.util.List;
import java.util.concurrent.Executor;

/** A request for several ranges. */
final class PendingLocksView extends PendingView<List<LockedRange>> implements PendingLocks {
  PendingLocksView(Executor callbackExecutor) {
    super(callbackExecutor);
  }
}
