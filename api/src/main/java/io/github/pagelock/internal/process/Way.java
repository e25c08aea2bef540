package io.github.pagelock.internal.process;

import io.github.pagelock.LockMode;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import org.jspecify.annotations.Nullable;

/** How a provider locks the process and releases it; by whoever has the turn. */
interface Way {
  /** All of it, or whatever was reached: {@link #release} follows then. */
  void lock(ProcessScope scope, LockMode mode, ProcessProgress progress);

  /**
   * Releases what no range holds, and lets closes of ranges unlock again.
   *
   * @return the first failure
   */
  @Nullable Throwable release();
}
