package io.github.pagelock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pagelock lock} did: the document that {@code --json} prints.
 *
 * @param version Pagelock's
 * @param provider the provider's name, {@code none} if there was none
 * @param mode plain or on-fault
 * @param policy required or best-effort
 * @param asynchronous whether workers locked
 * @param raisedLimit what --raise-limit did; null without it
 * @param pageSize bytes
 * @param files those whose turn came
 * @param filesNotReached how many had no turn, because of a signal
 * @param stoppedBySignal whether SIGINT or SIGTERM came
 * @param lockedBytes bytes of files that were locked
 * @param lockingSeconds how long locking took, or how long it went on until it was cancelled
 * @param gibPerSecond bytes locked in that time; null if none are
 * @param heldSeconds how long everything stayed locked
 * @param vmLck what the process had locked
 * @param failures what could not be read below a directory, and why
 * @param notices what was left out, and why
 */
record LockReport(
    String version,
    String provider,
    String mode,
    String policy,
    boolean asynchronous,
    @Nullable RaisedLimit raisedLimit,
    @Nullable Integer pageSize,
    List<FileRow> files,
    int filesNotReached,
    boolean stoppedBySignal,
    long lockedBytes,
    double lockingSeconds,
    @Nullable Double gibPerSecond,
    double heldSeconds,
    VmLck vmLck,
    List<String> failures,
    List<String> notices) {

  /**
   * Bytes that the kernel counted as locked by this process.
   *
   * @param name what the system calls them
   * @param beforeBytes before the first lock
   * @param lockedBytes before the first unlock
   * @param afterBytes after the last unlock
   */
  record VmLck(
      String name,
      @Nullable Long beforeBytes,
      @Nullable Long lockedBytes,
      @Nullable Long afterBytes) {}
}
