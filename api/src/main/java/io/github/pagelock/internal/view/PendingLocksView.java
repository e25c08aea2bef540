package io.github.pagelock.internal.view;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PendingLocks;
import java.util.List;
import java.util.concurrent.Executor;

/** A request for several ranges. */
public final class PendingLocksView extends PendingView<List<LockedRange>> implements PendingLocks {
  public PendingLocksView(Executor callbackExecutor) {
    super(callbackExecutor);
  }
}
